// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Hummingbird
import Ledger
import Logging
import NIOCore

/// One open stream of a partner's events.
///
/// It holds one page at most: the next one is read when the connection has taken the last. A reader
/// that takes nothing for ``patience`` loses its connection, and goes on from its last id with a new
/// one.
struct EventStream: Sendable {
    let api: APIContext
    let partner: PartnerID
    let tokenHash: [UInt8]
    let after: Int64
    let listener: FeedListener
    let channel: any Channel

    /// Runs until the client leaves, the token ends, the ledger fails or the service stops.
    @concurrent func run(to writer: inout any ResponseBodyWriter, request: Request) async throws {
        defer { listener.end() }
        let heartbeat = channel.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.heartbeat, delay: Self.heartbeat
        ) { [listener] _ in listener.ring() }
        defer { heartbeat.cancel() }
        try await request.body.consumeWithInboundCloseHandler { _ in
            try await follow(&writer)
        } onInboundClosed: { [listener] in
            listener.end()
        }
        try await writer.finish(nil)
    }

    @concurrent private func follow(_ writer: inout any ResponseBodyWriter) async throws {
        // A comment, so that the client learns at once that it is heard.
        try await write(ByteBuffer(string: "retry: 2000\n: connected\n\n"), to: &writer)
        var last = after
        var wroteAt = NIODeadline.now()
        for await _ in listener.wakes {
            guard isAllowed else { return }
            guard let reached = try await catchUp(from: last, to: &writer) else { return }
            if reached != last {
                wroteAt = .now()
            } else if NIODeadline.now() - wroteAt >= Self.heartbeat - .seconds(1) {
                try await write(ByteBuffer(string: ": still here\n\n"), to: &writer)
                wroteAt = .now()
            }
            last = reached
        }
    }

    /// A token that is revoked or has expired ends its streams too.
    private var isAllowed: Bool {
        api.host.directory.token(hash: tokenHash)?.isValid(at: api.clock.now().wall) ?? false
    }

    /// Writes everything that is new.
    ///
    /// - Returns: the last id written; nil if the ledger can't be read.
    @concurrent private func catchUp(
        from start: Int64, to writer: inout any ResponseBodyWriter
    ) async throws -> Int64? {
        var last = start
        while true {
            guard let page = await page(after: last) else { return nil }
            guard let newest = page.last else { return last }
            try await write(Self.encode(page), to: &writer)
            last = newest.id.rawValue
            if page.count < Self.pageCount { return last }
        }
    }

    private func page(after last: Int64) async -> [DeliveryRecord]? {
        do {
            return try await api.read { ledger in
                try ledger.events(
                    partner: partner, after: DeliveryID(rawValue: last), limit: Self.pageCount)
            }
        } catch {
            api.log.warning(
                "an event stream ends: the ledger can't be read",
                metadata: ["partner": "\(partner)", "error": "\(error)"])
            return nil
        }
    }

    /// Writes, and closes the connection under a reader that does not take it in time.
    @concurrent private func write(
        _ buffer: ByteBuffer, to writer: inout any ResponseBodyWriter
    ) async throws {
        let limit = channel.eventLoop.scheduleTask(in: Self.patience) { [channel] in
            channel.close(promise: nil)
        }
        defer { limit.cancel() }
        try await writer.write(buffer)
    }

    /// Each delivery as one event; its id is the cursor behind it.
    private static func encode(_ page: [DeliveryRecord]) -> ByteBuffer {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(page.count * 768)
        for record in page {
            bytes += "id: \(Cursor.encode(record.id.rawValue, of: .events))\ndata: ".utf8
            JSONWriter.append(to: &bytes) { $0.delivery(record) }
            bytes += "\n\n".utf8
        }
        return ByteBuffer(bytes: bytes)
    }

    private static let pageCount = 100
    private static let heartbeat = TimeAmount.seconds(15)
    private static let patience = TimeAmount.seconds(30)
}
