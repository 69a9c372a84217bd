// What recordings need of the kernel and of the processor, and what no header that Swift sees has a word for.
#ifndef CRECORDINGS_H
#define CRECORDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Reserves space for a file up to a length, without changing the file's own: 0, or an error code.
int recordings_reserve(int descriptor, int64_t length);

/// Whether this processor has the instruction that `recordings_crc32c` is made of.
bool recordings_has_crc32c(void);

/// The register of a CRC-32C after some more bytes. Only where the processor has the instruction.
uint32_t recordings_crc32c(uint32_t before, const void *bytes, size_t count);

#endif
