import Glibc

// PROBE_ALONE leaves the supervisor out, to see what the program restores by itself.
if getenv("PROBE_ALONE") == nil { ProbeStart.supervise() }
exit(ProbeStart.run())
