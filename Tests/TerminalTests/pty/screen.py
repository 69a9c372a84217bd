"""A terminal as strict as a judge: obeys the sequences named here and refuses all others."""

import base64
import re
import unicodedata

CSI = re.compile(rb"\x1b\[([?<>=]?)([0-9;]*)([ -/]*)([@-~])")
# What the description of xterm yields for our use of it, and the private modes we set ourselves.
# The question what the terminal writes on, and a text for its clipboard.
QUESTION = b"\x1b]11;?\x1b\\"
CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
PRIVATE_MODES = {1, 7, 12, 25, 1000, 1002, 1003, 1004, 1006, 1034, 1049, 2004, 2026}
FINALS = set(b"ABCDGHJKLMPSTX@bdfhlmrt")


class Screen:
    def __init__(self, columns, rows):
        self.resize(columns, rows)
        self.refused = []
        self.colors = 0
        self.modes = set()
        self.non_ascii = 0
        self.synchronized = 0
        self.clears = 0
        self.rest = b""
        self.history = b""
        self.questions = 0
        self.clipboard = None

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.grid = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.top, self.bottom = 0, rows - 1

    def scroll(self, at, to):
        """Takes a row out at one place and puts a blank one in at another."""
        self.grid.pop(at)
        self.grid.insert(to, [" "] * self.columns)

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.grid)

    def feed(self, data):
        self.history += data
        self.non_ascii += sum(byte > 0x7E for byte in data)
        data, self.rest = self.rest + data, b""
        while data:
            if data[0] == 0x1B:
                used = self.escape(data)
                if used is None:
                    self.rest = data
                    return
            elif data[0] < 0x20 or data[0] == 0x7F:
                used = 1
                self.control(data[0])
            else:
                end = re.match(rb"[^\x00-\x1f\x7f]+", data).end()
                try:
                    text = data[:end].decode()
                except UnicodeDecodeError as error:
                    if end == len(data) and error.start > end - 4:
                        text, end = data[: error.start].decode(), error.start
                        if end == 0:
                            self.rest = data
                            return
                    else:
                        self.refused.append(data[:end])
                        text = ""
                used = end
                for character in text:
                    self.put(character)
            data = data[used:]

    def put(self, character):
        if 0x80 <= ord(character) < 0xA0 or unicodedata.bidirectional(character) in ("RLO", "LRO", "RLE", "LRE", "RLI"):
            self.refused.append(character.encode())
        if unicodedata.combining(character):
            column = max(0, self.column - 1)
            self.grid[self.row][column] += character
            return
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.column = 0
            self.row = min(self.row + 1, self.rows - 1)
        self.grid[self.row][self.column] = character
        if width == 2 and self.column + 1 < self.columns:
            self.grid[self.row][self.column + 1] = ""
        self.column += width

    def control(self, byte):
        if byte == 13:
            self.column = 0
        elif byte == 10:
            if self.row == self.bottom:
                self.scroll(self.top, self.bottom)
            else:
                self.row = min(self.row + 1, self.rows - 1)
        elif byte == 8:
            self.column = max(0, self.column - 1)
        elif byte == 9:
            self.column = min(self.columns - 1, (self.column // 8 + 1) * 8)
        elif byte not in (14, 15):
            self.refused.append(bytes([byte]))

    def escape(self, data):
        if len(data) < 3 and data[1:2] in (b"", b"[", b"(", b")"):
            return None
        if data[1:2] in (b"(", b")"):
            return 3
        if data[1:2] in (b"=", b">", b"7", b"8"):
            return 2
        if data[1:2] == b"M":
            if self.row == self.top:
                self.scroll(self.bottom, self.top)
            else:
                self.row = max(0, self.row - 1)
            return 2
        if data[1:2] == b"]":
            return self.command(data)
        found = CSI.match(data)
        if not found:
            if data[1:2] == b"[" and len(data) < 32 and re.fullmatch(rb"\x1b\[[?<>=]?[0-9;]*", data):
                return None
            self.refused.append(data[:8])
            return 2
        private, numbers, between, final = found.groups()
        numbers = [int(number or 0) for number in numbers.split(b";")]
        if between or final[0] not in FINALS or private not in (b"", b"?"):
            self.refused.append(found.group())
        elif private:
            self.mode(numbers, final, found.group())
        else:
            self.act(numbers, final)
        return found.end()

    def command(self, data):
        if data.startswith(QUESTION):
            self.questions += 1
            return len(QUESTION)
        found = CLIPBOARD.match(data)
        if found:
            self.clipboard = base64.b64decode(found.group(1)).decode()
            return found.end()
        if QUESTION.startswith(data) or re.fullmatch(rb"\x1b\](5|52|52;|52;c|52;c;[A-Za-z0-9+/=]*)", data):
            return None
        self.refused.append(data[:8])
        return 2

    def mode(self, numbers, final, sequence):
        for number in numbers:
            if number not in PRIVATE_MODES or final not in b"hl":
                self.refused.append(sequence)
            elif final == b"h":
                self.modes.add(number)
                self.synchronized += number == 2026
                if number == 1049:
                    self.resize(self.columns, self.rows)
            else:
                self.modes.discard(number)

    def act(self, numbers, final):
        first = numbers[0] or 1
        row, column = min(self.row, self.rows - 1), min(self.column, self.columns - 1)
        line = self.grid[row]
        if final in b"Hf":
            self.row = min(first, self.rows) - 1
            self.column = min((numbers[1] if len(numbers) > 1 else 1) or 1, self.columns) - 1
        elif final == b"A":
            self.row = max(0, row - first)
        elif final == b"B":
            self.row = min(self.rows - 1, row + first)
        elif final == b"C":
            self.column = min(self.columns - 1, column + first)
        elif final == b"D":
            self.column = max(0, column - first)
        elif final == b"G":
            self.column = min(first, self.columns) - 1
        elif final == b"d":
            self.row = min(first, self.rows) - 1
        elif final == b"J":
            self.clears += numbers[0] == 2
            erased = range(self.rows) if numbers[0] == 2 else range(row + 1, self.rows)
            for index in erased:
                self.grid[index] = [" "] * self.columns
            if numbers[0] == 0:
                line[column:] = [" "] * (self.columns - column)
        elif final == b"K":
            if numbers[0] == 1:
                line[: column + 1] = [" "] * (column + 1)
            else:
                line[column:] = [" "] * (self.columns - column)
        elif final == b"X":
            line[column : column + first] = [" "] * len(line[column : column + first])
        elif final == b"P":
            del line[column : column + first]
            line += [" "] * (self.columns - len(line))
        elif final == b"@":
            line[column:column] = [" "] * first
            del line[self.columns :]
        elif final == b"b":
            before = line[column - 1] if column else " "
            for _ in range(first):
                self.put(before)
        elif final in b"LM":
            for _ in range(min(first, self.rows)):
                if final == b"L":
                    self.scroll(self.bottom, row)
                else:
                    self.scroll(row, self.bottom)
        elif final in b"ST":
            for _ in range(min(first, self.rows)):
                if final == b"S":
                    self.scroll(self.top, self.bottom)
                else:
                    self.scroll(self.bottom, self.top)
        elif final == b"m":
            self.colors += sum(30 <= number <= 37 or number in (38, 48) or 40 <= number <= 47 or 90 <= number <= 107 for number in numbers)
        elif final == b"r":
            self.row = self.column = 0
            self.top = first - 1
            self.bottom = min(self.rows, (numbers[1] if len(numbers) > 1 else 0) or self.rows) - 1
