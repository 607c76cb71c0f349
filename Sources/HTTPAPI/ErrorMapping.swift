// SPDX-License-Identifier: Apache-2.0
import Contract
import Hummingbird
import Ledger
import Logging

/// The one place where errors become answers.
struct ErrorMapping<Context: RequestContext>: RouterMiddleware {
    let log: Logger

    @concurrent func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return Reply.problem(problem)
        } catch let error as LedgerError where error.code == .unavailable {
            return Reply.problem(Problem(.unavailable, error.advice))
        } catch let error as LedgerError {
            log.error("a request met a ledger that fails", metadata: ["error": "\(error)"])
            return Reply.problem(.ledgerFailed)
        } catch let error as HTTPError {
            return Reply.problem(Problem(error, request))
        } catch {
            log.error(
                "a request failed in an unforeseen way",
                metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Reply.problem(Problem(.internalError, "Something went wrong on our side."))
        }
    }
}

extension Problem {
    fileprivate init(_ error: HTTPError, _ request: Request) {
        switch error.status {
        case .notFound:
            self.init(.notFound, "There is nothing at this address; see GET /v1/openapi.json.")
        case .methodNotAllowed:
            self.init(.methodNotAllowed, "This address does not take \(request.method.rawValue).")
        case .contentTooLarge: self.init(.tooLarge, "The body is too large.")
        default: self.init(.badRequest, error.body ?? "The request can't be read.")
        }
    }
}
