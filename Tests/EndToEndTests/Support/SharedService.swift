// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing

/// Tests that have one running service in common; each uses partners of its own.
@Suite("With one service", .needsTools, .sharedService, .notedIssues)
enum SharedServiceTests {}

/// Runs a suite with one service around all of its tests.
struct SharedServiceTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withOrderbell { orderbell in
            try await Orderbell.$shared.withValue(orderbell) { try await function() }
            if Self.issues.load(ordering: .relaxed) > 0 { print(orderbell.logs) }
        }
    }

    static let issues = Atomic(0)
}

extension Trait where Self == SharedServiceTrait {
    static var sharedService: Self { SharedServiceTrait() }
}

extension Trait where Self == IssueHandlingTrait {
    /// Counts issues, so that the service's logs are shown when there were any.
    static var notedIssues: Self {
        .compactMapIssues { issue in
            SharedServiceTrait.issues.add(1, ordering: .relaxed)
            return issue
        }
    }
}

/// The service of ``SharedServiceTests``.
func shared() throws -> Orderbell { try #require(Orderbell.shared) }
