// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Turns any JSON object into names and values, those of inner objects with dots.
enum FieldList {
    static func fields(_ object: JSONNode) -> [(name: String, value: Cell)] {
        fields(object, below: "")
    }

    private static func fields(
        _ object: JSONNode, below start: String
    ) -> [(name: String, value: Cell)] {
        object.members.flatMap { key, value -> [(name: String, value: Cell)] in
            value.isObject && value.count > 0
                ? fields(value, below: "\(start)\(key).") : [("\(start)\(key)", Cell(value.shown))]
        }
    }
}
