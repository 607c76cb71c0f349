// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// Who is next, in which order.
@Suite struct LedgerWaitingTests {
    @Test(
        "each place gives its own deliveries in the order of acceptance",
        arguments: StoreKind.allCases)
    func places(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let places = Place.allCases.filter { $0 != .closed && $0 != .timed }
            try ledger.write { store in
                for number in 1...30 {
                    let place = places[number % places.count]
                    try store.accept(Sample.change(Int64(number)), place: place)
                    try store.accept(
                        Sample.change(Int64(number + 100), to: [Sample.crema]), place: place)
                }
            }

            for place in places {
                let found = try ledger.write {
                    try $0.waiting(
                        partner: Sample.beans, place: place, dueBy: Sample.time(0), limit: 3)
                }
                let expected = (1...30).filter { places[$0 % places.count] == place }.prefix(3)
                #expect(found.map(\.id.change) == expected.map(Int64.init))
            }
        }
    }

    @Test("timed ones come when they are due, earliest first", arguments: StoreKind.allCases)
    func timed(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let due: [Int64?] = [50, 20, nil, 40, 20, 90]
            try ledger.write { store in
                for (index, seconds) in due.enumerated() {
                    let new = Sample.change(Int64(index + 1))
                    try store.append([new])
                    var record = Sample.deliveries(of: new, place: .timed)[0]
                    record.nextAttemptAt = seconds.map(Sample.time)
                    try store.insert([record])
                }
            }

            let found = try ledger.write {
                try $0.waiting(
                    partner: Sample.beans, place: .timed, dueBy: Sample.time(50), limit: 10)
            }

            #expect(found.map(\.id.change) == [2, 5, 4, 1])
            #expect(try ledger.write { try $0.nextDue(partner: Sample.beans) } == Sample.time(20))
            #expect(try ledger.write { try $0.nextDue(partner: Sample.crema) } == nil)
        }
    }

    @Test("the overdue come earliest first, by the clock that runs", arguments: StoreKind.allCases)
    func overdue(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                for number in 1...4 { try store.accept(Sample.change(Int64(number))) }
                var received = Sample.deliveries(of: Sample.change(2))[0].saved
                received.receivedAt = Sample.time(3)
                received.place = .received
                var closed = Sample.deliveries(of: Sample.change(3))[0].saved
                closed.close(.cancelled, at: Sample.time(3))
                try store.update([received, closed])
            }
            #expect(try ledger.write { try $0.firstDeadline() } == Sample.time(901))

            let overdue = try ledger.write { try $0.overdue(at: Sample.time(1802), limit: 10) }

            #expect(overdue.map(\.id.change) == [1, 4, 2])
            #expect(try ledger.write { try $0.overdue(at: Sample.time(900), limit: 10) } == [])
            #expect(
                try ledger.write { try $0.overdue(at: .init(microseconds: .max), limit: 1) }.count
                    == 1)
        }
    }

    @Test("what leaves a place is not found there again", arguments: StoreKind.allCases)
    func moves(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var record = try ledger.write { try $0.accept(Sample.change(1))[0] }
            for place in [Place.window, .timed, .held, .unheard, .received, .backlog] {
                record.place = place
                record.nextAttemptAt = place == .timed ? Sample.time(5) : nil
                try ledger.write { try $0.update([record]) }

                let found = try ledger.write { store in
                    try Place.allCases.filter {
                        try !store.waiting(
                            partner: Sample.beans, place: $0, dueBy: Sample.time(9), limit: 5
                        ).isEmpty
                    }
                }
                #expect(found == [place])
            }
            record.close(.processed, at: Sample.time(9))
            try ledger.write { try $0.update([record]) }
            #expect(try ledger.store.openingState().openCounts.isEmpty)
            #expect(try ledger.write { try $0.firstDeadline() } == nil)
        }
    }

    @Test("an order's open deliveries are those of that partner", arguments: StoreKind.allCases)
    func openOfOrder(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1, to: [Sample.crema, Sample.beans]))
                try store.accept(Sample.change(2, to: [Sample.crema]))
                try store.accept(Sample.change(3, order: "order-2"))
                var closed = try store.accept(Sample.change(4))[0]
                closed.close(.dead, at: Sample.time(9))
                try store.update([closed])
                try store.accept(Sample.change(5))
            }

            let found = try ledger.write {
                try $0.open(partner: Sample.beans, order: OrderID(trusted: "order-1"))
            }

            #expect(found.map(\.id.change) == [1, 5])
            #expect(found.map(\.partner) == [Sample.beans, Sample.beans])
        }
    }
}
