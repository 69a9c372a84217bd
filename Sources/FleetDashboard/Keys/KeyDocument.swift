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
      `^` and `$` for the ends. Esc clears the filter.

      """
    return text
  }
}
