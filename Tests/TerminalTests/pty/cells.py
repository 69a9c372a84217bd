"""What a screen shows, cell by cell with its looks, and the least that a change of it takes on the wire."""

import re

CSI = re.compile(rb"\x1b\[([?<>=]?)([0-9;:]*)([ -/]*)([@-~])")
BLANK = (" ", ())


class Cells:
    """Obeys what programs under measurement send; what it does not know changes nothing."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.grid = [[BLANK] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.looks = ()
        self.saved = (0, 0)
        self.rest = b""

    def copy(self):
        return [list(line) for line in self.grid]

    def text(self):
        return "\n".join("".join(cell[0] for cell in line) for line in self.grid)

    def feed(self, data):
        data, at = self.rest + data, 0
        self.rest = b""
        while at < len(data):
            byte = data[at]
            if byte == 0x1B:
                used = self.escape(data, at)
                if used is None:
                    self.rest = data[at:]
                    return
                at += used
            elif byte < 0x20 or byte == 0x7F:
                self.control(byte)
                at += 1
            else:
                end = re.compile(rb"[^\x00-\x1f\x7f]+").match(data, at).end()
                chunk = data[at:end]
                try:
                    text = chunk.decode()
                except UnicodeDecodeError as error:
                    if end == len(data) and error.start >= len(chunk) - 3:
                        self.rest = chunk[error.start:]
                    text = chunk[: error.start].decode()
                for character in text:
                    self.put(character)
                at = end

    def control(self, byte):
        if byte == 8:
            self.column = max(0, self.column - 1)
        elif byte == 10:
            self.row = min(self.rows - 1, self.row + 1)
        elif byte == 13:
            self.column = 0

    def put(self, character):
        if self.column >= self.columns:
            self.column = 0
            self.row = min(self.rows - 1, self.row + 1)
        self.grid[self.row][self.column] = (character, self.looks if character != " " else self.looks_of_blank())
        self.last = character
        self.column += 1

    def looks_of_blank(self):
        """A line below, reversal and a ground are all that is seen of a blank's looks."""
        return tuple(part for part in self.looks if part[0] in (4, 7, 48) or (part[0] == 38 and (7, (7,)) in self.looks))

    def escape(self, data, at):
        if len(data) - at < 2:
            return None
        kind = data[at + 1 : at + 2]
        if kind == b"[":
            match = CSI.match(data, at)
            if not match:
                return None if len(data) - at < 40 else 2
            self.sequence(*match.groups())
            return match.end() - at
        if kind in b"]P_":
            ends = [end for end in (data.find(b"\x07", at), data.find(b"\x1b\\", at + 1)) if end > 0]
            return min(ends) + (1 if data[min(ends)] == 7 else 2) - at if ends else None
        if kind in b"()":
            return 3
        if kind == b"7":
            self.saved = (self.row, self.column)
        elif kind == b"8":
            self.row, self.column = self.saved
        elif kind == b"M":
            self.row = max(0, self.row - 1)
        return 2

    def sequence(self, private, numbers, _, final):
        if private:
            return
        given = [int(n or 0) for n in re.split(rb"[;:]", numbers)] if numbers else []
        first = (given[0] if given else 0) or 1
        if final in b"Hf":
            self.row = min(self.rows, first) - 1
            self.column = min(self.columns, (given[1] if len(given) > 1 else 1) or 1) - 1
        elif final == b"G":
            self.column = min(self.columns, first) - 1
        elif final == b"d":
            self.row = min(self.rows, first) - 1
        elif final == b"A":
            self.row = max(0, self.row - first)
        elif final == b"B":
            self.row = min(self.rows - 1, self.row + first)
        elif final == b"C":
            self.column = min(self.columns - 1, self.column + first)
        elif final == b"D":
            self.column = max(0, self.column - first)
        elif final == b"m":
            self.change_looks(given or [0])
        elif final == b"b":
            for _ in range(first):
                self.put(self.last)
        elif final == b"X":
            self.blank(self.row, self.column, self.column + first)
        elif final == b"K":
            kind = given[0] if given else 0
            self.blank(self.row, 0 if kind else self.column, self.columns if kind != 1 else self.column + 1)
        elif final == b"J":
            kind = given[0] if given else 0
            if kind == 0:
                self.blank(self.row, self.column, self.columns)
            for row in range(self.rows):
                if kind >= 2 or (kind == 0 and row > self.row):
                    self.blank(row, 0, self.columns)
        elif final == b"P":
            line = self.grid[self.row]
            del line[self.column : self.column + first]
            line += [BLANK] * (self.columns - len(line))
        elif final == b"@":
            line = self.grid[self.row]
            line[self.column : self.column] = [BLANK] * first
            del line[self.columns :]

    def blank(self, row, start, end):
        for column in range(start, min(end, self.columns)):
            self.grid[row][column] = BLANK

    def change_looks(self, numbers):
        looks = dict(self.looks)
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                count = 4 if numbers and numbers[0] == 2 else 2
                looks[number] = tuple([number] + numbers[:count])
                del numbers[:count]
            elif number == 0:
                looks = {}
            elif number in (39, 49):
                looks.pop(number - 1, None)
            elif 30 <= number <= 37 or 90 <= number <= 97:
                looks[38] = (number,)
            elif 40 <= number <= 47 or 100 <= number <= 107:
                looks[48] = (number,)
            elif number == 22:
                looks.pop(1, None), looks.pop(2, None)
            elif 23 <= number <= 29:
                looks.pop(number - 20, None)
            else:
                looks[number] = (number,)
        self.looks = tuple(sorted(looks.items()))


def looks_cost(before, after):
    """The shortest SGR sequence from one look to another: what is added, or all after a reset."""
    if before == after:
        return 0
    old, new = dict(before), dict(after)
    length = lambda parts: sum(len(";".join(map(str, part))) + 1 for part in parts) - 1
    anew = 3 if not new else 4 + length(new.values())
    added = [part for key, part in new.items() if old.get(key) != part]
    for key in old.keys() - new.keys():
        if (key in (1, 2)) and (1 in new or 2 in new):
            return anew
        added.append(({38: 39, 48: 49, 1: 22, 2: 22}.get(key, key + 20),))
    return min(anew, 3 + length(added))


def move_cost(row, column, to_row, to_column):
    """The shortest way for the cursor."""
    if (row, column) == (to_row, to_column):
        return 0
    number = lambda n: "" if n == 1 else str(n)
    ways = [len(f"\x1b[{to_row + 1};{to_column + 1}H") - (to_column == 0) * 2]
    vertical = 0 if row == to_row else min(abs(to_row - row) if to_row > row else 99, 3 + len(number(abs(to_row - row))), len(f"\x1b[{to_row + 1}d"))
    for start, extra in ((column, 0), (0, 1)):
        distance = to_column - start
        sideways = 0 if distance == 0 else 3 + len(number(abs(distance)))
        if distance < 0:
            sideways = min(sideways, -distance)
        ways.append(extra + vertical + min(sideways, len(f"\x1b[{to_column + 1}G") if distance else 0))
    return min(ways)


def is_shown_by(cell, looks):
    """Whether a cell looks right written with these looks: nobody sees the colour or the weight of a blank."""
    return cell[1] == looks or (cell[0] == " " and not any(part[0] in (4, 7, 48) for part in cell[1] + looks))


def least_bytes(before, after, start):
    """For each changed cell its bytes, the cheapest cursor move to it, and the least change of looks; `start` is the
    cursor's (row, column, looks). What stays in between may be written again where that is shorter than a move."""
    row, column, looks = start
    total = cells = 0
    for y, (old, new) in enumerate(zip(before, after)):
        for x, cell in enumerate(new):
            if old[x] == cell:
                continue
            cells += 1
            move = move_cost(row, column, y, x)
            if row == y and column < x:
                between = new[column:x]
                if all(is_shown_by(other, looks) for other in between):
                    move = min(move, sum(len(character.encode()) for character, _ in between))
            total += move + len(cell[0].encode())
            if not is_shown_by(cell, looks):
                total += looks_cost(looks, cell[1])
                looks = cell[1]
            row, column = y, x + 1
    return total, cells
