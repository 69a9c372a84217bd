"""Reads asciicasts of versions 2 and 3 as their descriptions say, and plays them on the strict terminal."""

import json
import re

from screen import Screen


class Cast:
    def __init__(self, text):
        lines = text.split("\n")
        assert lines[-1] == "", "the last line is not ended"
        self.header = json.loads(lines[0])
        self.version = self.header["version"]
        assert self.version in (2, 3)
        if self.version == 2:
            self.size = self.header["width"], self.header["height"]
        else:
            self.size = self.header["term"]["cols"], self.header["term"]["rows"]
        assert isinstance(self.header["timestamp"], int) and isinstance(self.header["title"], str)
        self.events = []
        milliseconds = 0
        for line in lines[1:-1]:
            assert "\x1b" not in line, "control characters belong in escapes"
            time, code, data = json.loads(line)
            assert isinstance(time, (int, float)) and code in ("o", "m", "r") and isinstance(data, str)
            assert round(time * 1000) == round(time * 1000, 6), "whole milliseconds"
            told = round(time * 1000)
            assert told >= (milliseconds if self.version == 2 else 0), "time runs backwards"
            milliseconds = told if self.version == 2 else milliseconds + told
            self.events.append((milliseconds, code, data))
        self.milliseconds = milliseconds

    def of(self, code):
        return [(time, data) for time, kind, data in self.events if kind == code]

    def play(self):
        """The last screen; fails if anything was sent that a terminal need not know."""
        screen = Screen(*self.size)
        for _, code, data in self.events:
            if code == "r":
                columns, rows = map(int, re.fullmatch(r"(\d+)x(\d+)", data).groups())
                screen.resize(columns, rows)
            elif code == "o":
                screen.feed(data.encode())
        assert not screen.refused, screen.refused[:3]
        assert screen.rest == b""
        return screen
