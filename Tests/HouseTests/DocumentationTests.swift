// SPDX-License-Identifier: Apache-2.0
import Foundation
import Settings
import Testing

@Suite("The documentation tells what the code does")
struct DocumentationTests {
    @Test("docs/configuration.md has every key with the code's own unit and default")
    func configurationKeys() throws {
        let file = SourceTree.root.appendingPathComponent("docs/configuration.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let parts = text.components(separatedBy: "<!-- keys -->")
        let table = parts.dropFirst().first?.components(separatedBy: "<!-- /keys -->").first

        #expect(
            table?.trimmingCharacters(in: .whitespacesAndNewlines)
                == Configuration.markdownTable().trimmingCharacters(in: .whitespacesAndNewlines),
            "write it anew with `orderbell config document`")
    }

    @Test("every link within the documentation leads somewhere")
    func links() throws {
        let root = SourceTree.root
        var pages = try FileManager.default
            .subpathsOfDirectory(atPath: root.appendingPathComponent("docs").path)
            .filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
        pages += ["README.md", "CONTRIBUTING.md"]
        for page in pages {
            let url = root.appendingPathComponent(page)
            let text = try String(contentsOf: url, encoding: .utf8)
            for link in text.matches(of: /\]\(([^)#\s]+)[^)]*\)/) where !link.1.contains("://") {
                let target = url.deletingLastPathComponent().appendingPathComponent(String(link.1))
                #expect(
                    FileManager.default.fileExists(atPath: target.path), "\(page): \(link.1)")
            }
        }
    }
}
