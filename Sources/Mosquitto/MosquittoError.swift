// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

/// What libmosquitto, or a check in front of it, refused to do.
public struct MosquittoError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The library's number (`MOSQ_ERR_…` in `mosquitto.h`); unknown numbers are kept as they are.
    public let code: Int32
    /// What was being done, for example `publish`.
    public let operation: String
    /// What exactly was wrong, if more is known than the number.
    public let detail: String?

    /// Creates an error.
    public init(code: Int32, operation: String, detail: String? = nil) {
        self.code = code
        self.operation = operation
        self.detail = detail
    }

    /// The library's sentence for the number.
    public var text: String {
        guard let sentence = mosquitto_strerror(code) else { return "error \(code)" }
        return String(cString: sentence)
    }

    /// One line with the operation, the sentence, the number and the detail.
    public var description: String {
        let line = "\(operation): \(text) (\(code))"
        guard let detail else { return line }
        return "\(line) \(detail)"
    }

    /// True if the message is larger than the broker, or the protocol, allows.
    public var isOversize: Bool {
        code == MOSQ_ERR_OVERSIZE_PACKET.rawValue || code == MOSQ_ERR_PAYLOAD_SIZE.rawValue
    }

    static func invalid(_ operation: String, _ detail: String) -> MosquittoError {
        MosquittoError(code: MOSQ_ERR_INVAL.rawValue, operation: operation, detail: detail)
    }

    /// Throws unless the library reported success.
    static func check(_ code: Int32, _ operation: String) throws(MosquittoError) {
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
        throw MosquittoError(code: code, operation: operation)
    }

    /// The error of a failed system call.
    static func system(_ number: Int32, _ operation: String) -> MosquittoError {
        MosquittoError(
            code: MOSQ_ERR_ERRNO.rawValue, operation: operation, detail: systemText(number))
    }

    static func systemText(_ number: Int32) -> String {
        guard let sentence = strerror(number) else { return "errno \(number)" }
        return String(cString: sentence)
    }
}
