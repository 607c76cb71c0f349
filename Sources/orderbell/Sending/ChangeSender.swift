// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Sends a file of order changes, a chunk at a time, each answered before the next.
struct ChangeSender {
    var reader: LineReader
    let linesMax: Int
    let output: Output
    /// How often a chunk is sent before sending gives up, when the instance is busy.
    private static let triesMax = 60
    private static let waitMax = 30

    mutating func send(to client: OperatorClient) async throws -> SendTally {
        var tally = SendTally()
        var progress = SendProgress(output, total: reader.byteCount)
        defer { progress.end() }
        var held: LineReader.Line?
        while true {
            let chunk = try ChangeChunk(&reader, held: &held, linesMax: linesMax)
            if chunk.isEmpty { return tally }
            for line in chunk.tooLong { tally.add(tooLong: line) }
            if !chunk.numbers.isEmpty {
                let answer = try await post(chunk, client, after: tally.sent)
                let results = try answer.value()["results"]?.elements
                try tally.add(results.map(Array.init) ?? [], lines: chunk.numbers)
            }
            progress.show(bytes: reader.bytesRead, tally)
        }
    }

    /// Sends a chunk until it is taken: the same event twice does no harm.
    private func post(
        _ chunk: ChangeChunk, _ client: OperatorClient, after sent: Int
    ) async throws -> OperatorAnswer {
        let request = OperatorRequest(
            .post, "order-changes", body: chunk.body, contentType: "application/x-ndjson")
        for _ in 1..<Self.triesMax {
            let answer = try await client.exchange(request)
            guard answer.status == 429 || answer.status == 503 else { return answer }
            let seconds = min(max(answer.retryAfterSeconds ?? 1, 1), Self.waitMax)
            try await Task.sleep(for: .seconds(seconds))
        }
        throw CommandFailure(
            "The instance is too busy to take more after \(sent) changes.",
            next: "Send the file again later: what was accepted counts as duplicate then.")
    }
}
