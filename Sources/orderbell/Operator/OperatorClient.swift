// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import FoundationNetworking
internal import Settings

/// Calls the operators' API of one instance.
struct OperatorClient: Sendable {
    let address: String
    private let token: Secret
    private let session: URLSession
    private static let timeoutSeconds: TimeInterval = 60

    init(address: String, token: Secret) {
        self.address = address
        self.token = token
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = Self.timeoutSeconds
        session = URLSession(configuration: settings)
    }

    /// Whether anybody listens at the address.
    func isListening() async throws -> Bool {
        do {
            _ = try await session.data(for: message(.live))
            return true
        } catch let error as URLError where error.code == .cannotConnectToHost {
            return false
        } catch is URLError {
            // Somebody is there who does not answer well; the request itself will tell.
            return true
        }
    }

    /// Sends a request and returns the body of a success.
    func call(_ request: OperatorRequest) async throws -> OperatorAnswer {
        let answer = try await exchange(request)
        _ = try answer.value()
        return answer
    }

    /// Sends a request and returns whatever the instance answers.
    func exchange(_ request: OperatorRequest) async throws -> OperatorAnswer {
        let (body, response) = try await send(try message(request))
        guard let response = response as? HTTPURLResponse else {
            throw unreachable("the answer is not HTTP")
        }
        return try OperatorAnswer(
            status: response.statusCode,
            retryAfter: response.value(forHTTPHeaderField: "Retry-After"),
            body: Array(body))
    }

    private func message(_ request: OperatorRequest) throws(CommandFailure) -> URLRequest {
        guard let url = URL(string: "http://\(address)\(request.target)") else {
            throw unreachable("the address can't be used")
        }
        var message = URLRequest(url: url)
        message.httpMethod = request.method.rawValue
        message.setValue("Bearer \(token.reveal())", forHTTPHeaderField: "Authorization")
        if !request.body.isEmpty {
            message.httpBody = Data(request.body)
            message.setValue(request.contentType, forHTTPHeaderField: "Content-Type")
        }
        return message
    }

    private func send(_ message: URLRequest) async throws -> (Data, URLResponse) {
        do {
            return try await session.data(for: message)
        } catch let error as URLError where error.code == .cannotConnectToHost {
            throw unreachable("nobody listens there")
        } catch let error as URLError where error.code == .timedOut {
            throw unreachable("no answer within \(Int(Self.timeoutSeconds)) s")
        } catch {
            throw unreachable(error.localizedDescription)
        }
    }

    private func unreachable(_ reason: String) -> CommandFailure {
        CommandFailure(
            "The instance at \(address) can't be reached: \(reason).",
            next: "See whether it runs, and what its log says; nothing is known to have changed.",
            exit: .unreachable)
    }
}
