// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The tables of the first release. Times are microseconds since 1970 by the bridge's clock.
    static let first = Migration(
        name: "0001-ledger",
        sql: """
            CREATE TABLE changes (
                sequence INTEGER PRIMARY KEY,
                event_id TEXT NOT NULL,
                fingerprint BLOB NOT NULL,
                event_type TEXT NOT NULL,
                occurred_at TEXT NOT NULL,
                order_id TEXT NOT NULL,
                revision INTEGER NOT NULL,
                shop_id TEXT,
                traceparent TEXT,
                accepted_at INTEGER NOT NULL,
                -- How many partners it names: with one, its delivery is found without an index.
                partners INTEGER NOT NULL,
                -- The order object as received; last, so that reading the rest skips it.
                body BLOB
            ) STRICT;

            -- Where changes are found by event id (kind 0) and order id (1), under 64 bits of it.
            -- Not complete: the last changes' keys are in memory; up to which change each bucket
            -- (the key's first 9 bits) has been written is in key_progress.
            CREATE TABLE change_keys (
                kind INTEGER NOT NULL,
                key INTEGER NOT NULL,
                sequence INTEGER NOT NULL,
                PRIMARY KEY (kind, key, sequence)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE key_progress (
                kind INTEGER NOT NULL,
                bucket INTEGER NOT NULL,
                up_to INTEGER NOT NULL,
                PRIMARY KEY (kind, bucket)
            ) STRICT, WITHOUT ROWID;

            -- When the changes of each block of 4096 were accepted. Clocks step back, so times do
            -- not rise with numbers; this finds a span without an index entry per change.
            CREATE TABLE spans (
                block INTEGER PRIMARY KEY,
                oldest INTEGER NOT NULL,
                newest INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE partners (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                settings TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;

            -- One row per change and partner; what the change says is not repeated here.
            CREATE TABLE deliveries (
                -- sequence of the change << 10 | the partner's place in it
                id INTEGER PRIMARY KEY,
                partner INTEGER NOT NULL,
                place INTEGER NOT NULL,
                -- 1 processed 2 failed 3 expired 4 superseded 5 cancelled 6 dead
                outcome INTEGER,
                deadline INTEGER NOT NULL,
                deliver_by INTEGER NOT NULL,
                process_by INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                deferrals INTEGER NOT NULL,
                extensions INTEGER NOT NULL,
                late INTEGER NOT NULL,
                published_at INTEGER,
                broker_acked_at INTEGER,
                received_at INTEGER,
                processed_at INTEGER,
                closed_at INTEGER,
                next_attempt_at INTEGER,
                acked_by TEXT,
                reason_code TEXT,
                reason_message TEXT,
                history TEXT NOT NULL
            ) STRICT;
            -- Each index ends with the id. A partner's feed:
            CREATE INDEX deliveries_feed ON deliveries (partner);
            -- What is open, by where it waits; timed ones once more, by when they are due.
            CREATE INDEX deliveries_open ON deliveries (partner, place) WHERE outcome IS NULL;
            CREATE INDEX deliveries_timed ON deliveries (partner, next_attempt_at) WHERE place = 2;
            CREATE INDEX deliveries_deadline ON deliveries (deadline) WHERE outcome IS NULL;
            -- What ended otherwise than well: rare, and what people look for.
            CREATE INDEX deliveries_trouble ON deliveries (outcome) WHERE outcome > 1;

            CREATE TABLE acks (
                id INTEGER PRIMARY KEY,
                sender TEXT NOT NULL,
                device TEXT,
                channel TEXT NOT NULL,
                received_at INTEGER NOT NULL,
                payload BLOB NOT NULL,
                verdict TEXT NOT NULL,
                detail TEXT NOT NULL,
                event_id TEXT,
                delivery INTEGER
            ) STRICT;
            CREATE INDEX acks_sender ON acks (sender);
            -- By event: through the delivery, whose numbers lie close together, unlike event ids.
            CREATE INDEX acks_delivery ON acks (delivery) WHERE delivery IS NOT NULL;
            CREATE INDEX acks_event ON acks (event_id)
                WHERE delivery IS NULL AND event_id IS NOT NULL;

            CREATE TABLE decisions (
                id INTEGER PRIMARY KEY,
                partner TEXT NOT NULL,
                order_id TEXT NOT NULL,
                new_status TEXT NOT NULL,
                reason_code TEXT,
                reason_message TEXT,
                preparation_time_s INTEGER,
                decided_at INTEGER NOT NULL,
                decided_by TEXT NOT NULL
            ) STRICT;

            CREATE TABLE tokens (
                hash BLOB PRIMARY KEY,
                prefix TEXT NOT NULL,
                role TEXT NOT NULL,
                partner TEXT,
                created_at INTEGER NOT NULL,
                expires_at INTEGER,
                revoked_at INTEGER
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE totals (
                partner INTEGER PRIMARY KEY,
                accepted INTEGER NOT NULL,
                published INTEGER NOT NULL,
                received INTEGER NOT NULL,
                processed_facts INTEGER NOT NULL,
                late INTEGER NOT NULL,
                acks INTEGER NOT NULL,
                processed INTEGER NOT NULL,
                failed INTEGER NOT NULL,
                expired INTEGER NOT NULL,
                superseded INTEGER NOT NULL,
                cancelled INTEGER NOT NULL,
                dead INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

            -- One row: whether the ledger is open now, or was when its process ended.
            CREATE TABLE run (id INTEGER PRIMARY KEY CHECK (id = 1), open INTEGER NOT NULL) STRICT;
            INSERT INTO run VALUES (1, 0);
            """)
}
