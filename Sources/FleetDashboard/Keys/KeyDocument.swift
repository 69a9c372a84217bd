/// `docs/keys.md`, made from the key table.
enum KeyDocument {
  static func text(_ keys: KeyTable) -> String {
    var text = """
      # Keys

      Made from the key table (`Sources/FleetDashboard/Keys/KeyTable.swift`); a test holds this page against it. `?` shows the
      same in the program. Keys can be changed in `$XDG_CONFIG_HOME/rolldeck/config` (or `~/.config/rolldeck/config`) with
      lines such as `key.quit = ^X`; the names of the actions are in the last column.


      """
    for section in KeySection.allCases {
      text +=
        "## \(Headline.capital(section.rawValue.lowercased()))\n\n| Keys | What they do | Action |\n| --- | --- | --- |\n"
      for binding in keys.bindings where binding.section == section {
        let names = binding.keys.map { "`\(KeyName.text($0))`" }.joined(separator: " ")
        text += "| \(names) | \(binding.text) | `\(binding.action.rawValue)` |\n"
      }
      text += "\n"
    }
    text += "## Behind `:`\n\n| Line | What it does |\n| --- | --- |\n"
    for line in ViewCommand.table { text += "| `\(line.form)` | \(line.text) |\n" }
    text += """

      Every command to the run works there as well; `docs/commands.md` describes them. What a command will do, and to how many
      VMs, is shown before Enter.

      ## Behind `/`

      Words must occur; `field:value` asks for one field (`region`, `phase`, `state` on the world; `set`, `kind`, `sub` in a
      region; `level`, `region`, `vm`, `where`, `text` in the events); `-` in front turns a term round; `*` stands for anything,
      `^` and `$` for the ends. What begins with `~` is a POSIX extended regular expression, as in `set:~^web-0[1-3]$` or
      `-~agent`; it takes no counts in braces, and `.` stands for a blank. Esc clears the filter; `n` and `N` go from match to
      match, round and round.

      ## Mouse

      Off at first, so that the terminal's own selection works; `M` or `--mouse` turn it on. The wheel scrolls what is under
      the pointer and leaves the keys where they are. A click chooses a row or a cell, a click on what is chosen opens it;
      words of the footer are keys. On the timeline the cursor can be dragged through the run. With Shift the terminal
      selects text as ever.

      ## Copying

      `y` copies the name in the chosen row, or the event, at once, as most programs do that have no selection; pressed again it copies the whole
      screen. The text goes to the terminal's clipboard (OSC 52), through ssh and tmux too. A terminal does not tell whether
      it obeyed; one that takes no clipboard (the Linux console, vt100, GNU screen) gets the file `rolldeck-copied.txt` in
      the working folder instead, and `:set copy file` asks for that everywhere. The line above the footer says where the
      text went.

      ## At the start

      While a large fleet is built, or a recording is read up to `--at`, a bar says how far it is. `q` and `^C` end the
      program meanwhile; other keys are kept for the first screen. A replay goes on reading ahead of what it shows, for its
      marks and counts; the line above the footer says how far.

      ## What does not fit

      An explanation or a menu that is too long says so on its frame: `PgDn` goes on in the one, the cursor scrolls the
      other. Below 40x10 there is only the headline.

      A list that is too long shows the part around the cursor, and its last line says how many rows are hidden above and
      below. In a region of more than two screenfuls of sets a row stands for ten, twenty, fifty, a hundred and so on:
      Enter goes finer, Esc coarser, and the line above the map says what one cell is.

      ## Settings

      In the configuration file as `name = value`, at any time as `:set name value`, and at the start as `--name value`
      (`--ascii` and `--mouse` alone, `--show-quiet` for `quiet = show`).

      | Name | Values | What it is for |
      | --- | --- | --- |

      """
    for setting in DashboardConfig.table { text += "| `\(setting.name)` | \(setting.values) | \(setting.text) |\n" }
    text += """

      How many colours are used follows NO_COLOR, TERM and `--color=never|8|256|true`. Themes are made of fixed colours of
      the palette of 256, so `true` adds none. `dark`, `slate` (grounds of dark grey) and `contrast` (7:1, nothing grey) are
      for dark grounds, `light` and `ink` for white ones. In each of them any two states differ by a CIEDE2000 of 15 or more
      for people with any kind of colour blindness, and all have a contrast of 4.5 or more; a test computes both.

      """
    return text
  }
}
