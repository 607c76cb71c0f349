// SPDX-License-Identifier: Apache-2.0
internal import Contract
internal import Glibc

/// The one place that writes to the terminal: JSON for programs, or tables for people.
struct Output: Sendable {
    let isJSON: Bool

    /// Shows a result: as JSON, or as `blocks`.
    func show(_ json: some JSONWritable, _ blocks: @autoclosure () -> [Block]) {
        if isJSON { write(json.encode()) } else { show(blocks()) }
    }

    /// Shows an answer of the instance: as it came, or as `blocks`.
    func show(_ answer: JSONNode, _ blocks: @autoclosure () -> [Block]) {
        if isJSON {
            write(Array(TerminalText.escape(json: answer.rawBytes).utf8))
        } else {
            show(blocks())
        }
    }

    /// Shows a result for people, whatever was asked for.
    func show(_ blocks: [Block]) {
        let terminal = Terminal.standardOutput
        Self.write(blocks.map { Self.render($0, terminal) }.joined(), to: STDOUT_FILENO)
    }

    /// Shows text that is the result itself, such as a document of ours.
    func show(document: String) { Self.write(document, to: STDOUT_FILENO) }

    /// Tells people something beside the result. Programs do not get it.
    func note(_ text: String) {
        guard !isJSON else { return }
        Self.write(TerminalText.escape(text) + "\n", to: STDERR_FILENO)
    }

    /// Draws over the last line of the terminal; only where there is one.
    func progress(_ line: String) {
        let terminal = Terminal.standardError
        guard !isJSON, let width = terminal.width else { return }
        let text = TextWidth.fit(TerminalText.escape(line), into: width - 1)
        Self.write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
    }

    /// Says what went wrong.
    func fail(_ failure: CommandFailure) {
        guard !isJSON else {
            let json = String(decoding: failure.encode(), as: UTF8.self)
            return Self.write(json + "\n", to: STDERR_FILENO)
        }
        var lines = failure.items.map { $0.place.isEmpty ? $0.detail : "\($0.place): \($0.detail)" }
        lines.insert("Error: \(failure.sentence)", at: 0)
        if !failure.next.isEmpty { lines.append(failure.next) }
        let text = lines.map { TerminalText.escape($0) + "\n" }.joined()
        Self.write(text, to: STDERR_FILENO)
    }

    private func write(_ json: [UInt8]) {
        Self.write(String(decoding: json, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }

    private static func render(_ block: Block, _ terminal: Terminal) -> String {
        switch block {
        case .line(let cell): cell.painted(cell.text, hasColour: terminal.hasColour) + "\n"
        case .table(let table):
            table.render(width: terminal.width, hasColour: terminal.hasColour)
        case .fields(let fields): render(fields, terminal)
        case .blank: "\n"
        }
    }

    private static func render(
        _ fields: [(name: String, value: Cell)], _ terminal: Terminal
    ) -> String {
        let width = fields.map { TextWidth.cells($0.name) }.max() ?? 0
        return fields.map { field in
            let blanks = String(repeating: " ", count: width - TextWidth.cells(field.name) + 2)
            let value = field.value.painted(field.value.text, hasColour: terminal.hasColour)
            return field.name + blanks + value + "\n"
        }.joined()
    }

    /// Writes all of it, or what the reader takes before it goes away.
    private static func write(_ text: String, to descriptor: CInt) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
