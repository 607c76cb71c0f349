// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

extension ConnectionLoop {
    /// One line for a code of the library: its sentence, and what its log or the system adds.
    func describe(_ code: Int32, _ number: Int32 = errno) -> String {
        var line = "\(MosquittoError(code: code, operation: "").text)"
        if code == MOSQ_ERR_ERRNO.rawValue {
            line = MosquittoError.systemText(number)
        } else if code == MOSQ_ERR_EAI.rawValue {
            // The library leaves getaddrinfo's code in errno.
            line = gai_strerror(number).map { String(cString: $0) } ?? line
        }
        guard let detail = sink.lastLogLine else { return line }
        return "\(line) (\(detail))"
    }

    /// One line for the code of the library's disconnect callback: a reason code if the broker
    /// said goodbye, else an error.
    func describeDisconnect(_ code: Int32) -> String {
        guard code >= 0x80 else { return code == 0 ? "connection lost" : describe(code) }
        let reason = UInt8(truncatingIfNeeded: code)
        return "the broker disconnected: \(ReasonCode.text(reason)) (\(reason))"
    }
}
