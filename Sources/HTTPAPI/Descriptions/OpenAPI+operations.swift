// SPDX-License-Identifier: Apache-2.0

extension OpenAPI {
    /// Every public route.
    static let operations: [APIOperation] = backend + partner + descriptions

    private static let json = "application/json"

    private static let backend = [
        APIOperation(
            method: "post", path: "/v1/order-changes", id: "reportOrderChanges",
            summary: "Report one order change or many; answered per item, after the commit",
            role: "backend",
            request: ("OrderChanges", [json, "application/x-ndjson"]),
            example: #"""
                {"changes":[{"event_id":"evt-1","event_type":"new_order",
                "occurred_at":"2026-03-02T08:15:00Z","partner_id":"lungo","order_id":"order-1",
                "revision":1,"order":{"status":"new","recipe_id":"lungo","volume":110}}]}
                """#,
            answer: [(json, "ChangeResults")], problems: [422]),
        APIOperation(
            path: "/v1/decisions", id: "readDecisions",
            summary: "What the partners decided, oldest first, after a cursor",
            role: "backend", parameters: ["After", "Limit"], answer: [(json, "DecisionPage")]),
        APIOperation(
            path: "/v1/partners/{partner}/availability", id: "readAvailability",
            summary: "Whether new orders may be taken for a partner now",
            role: "backend", parameters: ["Partner"], answer: [(json, "Availability")],
            problems: [404]),
    ]

    private static let partner = [
        APIOperation(
            path: "/v1/orders/{id}", id: "readOrder",
            summary: "The order as last reported to you",
            role: "partner", parameters: ["Order"], answer: [(json, "Order")], problems: [404]),
        APIOperation(
            path: "/v1/orders/pending", id: "readPendingOrders",
            summary: "Orders with an open delivery",
            role: "partner", parameters: ["Cursor", "Limit"], answer: [(json, "PendingPage")]),
        APIOperation(
            path: "/v1/orders/created-history", id: "readCreatedHistory",
            summary: "The new orders accepted within a span of time, oldest first",
            role: "partner", parameters: ["OlderThan", "NewerThan", "Limit"],
            answer: [(json, "CreatedPage")]),
        APIOperation(
            path: "/v1/events", id: "readEvents",
            summary: "Every delivery to you, oldest first, after a cursor",
            role: "partner", parameters: ["After", "Limit"], answer: [(json, "EventPage")]),
        APIOperation(
            path: "/v1/events/stream", id: "followEvents",
            summary: "The same as server-sent events; Last-Event-ID resumes",
            role: "partner", parameters: ["After", "LastEventID"],
            answer: [("text/event-stream", "")]),
        APIOperation(
            method: "post", path: "/v1/orders/bulk-status-change", id: "changeStatuses",
            summary: "What you did about your orders: closes their deliveries, and is the decision",
            role: "partner", request: ("StatusChanges", [json]),
            example: #"""
                {"status_changes":[{"order_id":"order-1","new_status":"accepted",
                "preparation_time_s":90,"revision":1},{"order_id":"order-2",
                "new_status":"rejected","reason":{"code":"out_of_beans","message":"No beans"}}]}
                """#,
            answer: [(json, "StatusChangeResults")]),
        APIOperation(
            method: "post", path: "/v1/acks", id: "acknowledge",
            summary: "The same acks as on MQTT, one or many",
            role: "partner", request: ("Acks", [json]),
            example: #"""
                {"acks":[{"event_id":"evt-1","status":"received"},
                {"event_id":"evt-1","status":"processed","order_status":"accepted",
                "preparation_time_s":90}]}
                """#,
            answer: [(json, "AckResults")], problems: [404]),
        APIOperation(
            path: "/v1/contract", id: "readContract",
            summary: "The guarantees in force for you, with your numbers",
            role: "partner", answer: [(json, "Contract"), ("text/html", "")]),
        APIOperation(
            path: "/v1/asyncapi.json", id: "readAsyncAPI",
            summary: "Your MQTT topics as AsyncAPI 3.0",
            role: "partner", answer: [(json, "Description")]),
    ]

    private static let descriptions = [
        APIOperation(
            path: "/v1/openapi.json", id: "readOpenAPI", summary: "This description",
            answer: [(json, "Description")]),
        APIOperation(
            path: "/problems", id: "listProblems", summary: "The types of problems",
            answer: [("text/html", "")]),
        APIOperation(
            path: "/problems/{slug}", id: "readProblem",
            summary: "What a problem means, and what to do",
            parameters: ["Slug"], answer: [("text/html", "")], problems: [404]),
    ]
}
