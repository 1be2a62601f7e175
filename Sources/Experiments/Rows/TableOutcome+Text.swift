extension TableOutcome {
  public var text: String {
    ([title, ""] + settingLines + [""] + rowLines + (claims.isEmpty ? [] : [""] + claimLines))
      .joined(separator: "\n")
  }

  public var summary: String {
    let figures = rows.compactMap(\.reproduced)
    return "\(title): \(figures.count { $0 == .yes }) of \(figures.count) figures and "
      + "\(claims.count { $0.reproduced == .yes }) of \(claims.count) claims reproduced, "
      + "\((figures + claims.map(\.reproduced)).count { $0 == .notSettled }) not settled"
  }

  /// For each family, the settings that all of its rows share.
  private var settingLines: [String] {
    let families = rows.compactMap { $0.settings["family"] }
    return Set(families).sorted().map { family in
      let all = rows.filter { $0.settings["family"] == family }.map {
        Set($0.settings.map { "\($0.key)=\($0.value)" })
      }
      let common = all.dropFirst().reduce(all[0]) { $0.intersection($1) }
      return "- " + common.sorted().joined(separator: ", ")
    }
  }

  private var rowLines: [String] {
    var table = MarkdownTable([
      "row", "figure", "mean ± standard error", "n", "steps", "paper", "reproduced",
      "\(differences) ± standard error", "paper",
    ])
    for row in rows {
      let digits = row.digits
      let difference = row.difference.map {
        Self.figure(
          MarkdownTable.signed($0.mean, digits: digits), $0.standardError, digits: digits)
      }
      table.append([
        row.name, row.metric,
        Self.figure(
          MarkdownTable.number(row.mean, digits: digits), row.standardError, digits: digits),
        "\(row.n)", row.steps.map { "\($0)" } ?? "–",
        Self.figure(
          MarkdownTable.number(row.paper, digits: digits), row.paperStandardError, digits: digits),
        [row.reproduced?.rawValue ?? "–", row.remark].compactMap { $0 }.joined(separator: ", "),
        difference ?? "",
        row.difference.map { MarkdownTable.signed($0.paper, digits: digits) } ?? "",
      ])
    }
    return table.lines
  }

  private var claimLines: [String] {
    var table = MarkdownTable(["claim", "measured ± standard error", "n", "reproduced"])
    for claim in claims {
      table.append([
        claim.text,
        MarkdownTable.figure(
          MarkdownTable.short(claim.value),
          error: claim.standardError.map { MarkdownTable.short($0) }),
        "\(claim.n)", claim.reproduced.rawValue,
      ])
    }
    return table.lines
  }

  private static func figure(_ value: String, _ error: Double?, digits: Int) -> String {
    MarkdownTable.figure(value, error: error.map { MarkdownTable.number($0, digits: digits) })
  }
}
