#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes examples/orders.jsonl: one day of order changes of a few coffee shops.

The same seed always writes the same bytes. Standard library only:

    examples/generate-orders.py > examples/orders.jsonl
"""

import argparse
import json
import random
import sys
from datetime import datetime, timedelta, timezone

DAY = datetime(2026, 3, 2, tzinfo=timezone.utc)

# Partner, shop, share of the day's orders. Both partners have a counter in the market hall.
SHOPS = [
    ("lungo", "central", 32),
    ("lungo", "harbour", 20),
    ("lungo", "market-hall", 8),
    ("ristretto", "airport", 24),
    ("ristretto", "old-town", 16),
    ("ristretto", "market-hall", 8),
]

# Hour of opening, orders per hour relative to the others: two morning rush hours, a lunch, a tea.
HOURS = {6: 4, 7: 17, 8: 22, 9: 12, 10: 7, 11: 7, 12: 11, 13: 9, 14: 5, 15: 6, 16: 5, 17: 3, 18: 2}

# Recipe, millilitres by size, has milk, cents of the smallest, seconds to make, share.
RECIPES = [
    ("espresso", {"single": 30, "double": 60}, False, 240, 35, 18),
    ("cortado", {"small": 130}, True, 330, 55, 8),
    ("cappuccino", {"small": 180, "medium": 240}, True, 370, 75, 24),
    ("flat-white", {"small": 160, "medium": 220}, True, 390, 70, 18),
    ("caffe-latte", {"medium": 300, "large": 400}, True, 410, 80, 16),
    ("americano", {"medium": 240, "large": 350}, False, 320, 50, 9),
    ("filter-of-the-day", {"medium": 250, "large": 350}, False, 290, 40, 7),
]
MILKS = [("whole", 10), ("oat", 9), ("semi-skimmed", 4), ("almond", 1), ("lactose-free", 2)]
EXTRAS = ["croissant", "cinnamon roll", "pain au chocolat", "cheese toast", "banana", "muesli bar"]
NAMES = [
    "Ada", "Amélie", "Björn", "Chiara", "Daan", "Emre", "Fatima", "Giulia", "Hana", "Ivo", "Jörg",
    "Kateřina", "Léa", "Mikołaj", "Nour", "Olivia", "Pilar", "Quentin", "Rūta", "Sam", "Søren",
    "Tomás", "Uma", "Věra", "Wei", "Yusuf", "Zoë",
]
CANCELLED = [
    ("changed_mind", "Guest changed their mind"),
    ("waited_too_long", "The guest had to leave"),
    ("sold_out", "Sold out for today"),
    ("payment_failed", "Payment not confirmed"),
]


def pick(random_, weighted):
    """One of `weighted`, whose entries end with their weight."""
    return random_.choices(weighted, weights=[entry[-1] for entry in weighted])[0]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def new_order(random_, order_id):
    recipe, sizes, has_milk, cents, seconds, _ = pick(random_, RECIPES)
    size = random_.choice(list(sizes))
    steps = list(sizes).index(size)
    order = {
        "id": order_id,
        "status": "new",
        "recipe_id": recipe,
        "volume": sizes[size],
        "size": size,
        "milk": pick(random_, MILKS)[0] if has_milk else None,
        "to_go": random_.random() < 0.7,
    }
    if random_.random() < 0.75:
        order["name"] = random_.choice(NAMES)
    items = [{"sku": f"{recipe}.{size}", "quantity": 1, "price_cents": cents + 60 * steps}]
    if random_.random() < 0.4:
        extra = random_.choice(EXTRAS)
        items.append({"sku": extra, "quantity": 1, "price_cents": random_.randrange(180, 420, 10)})
    order["items"] = items
    order["total_cents"] = sum(item["price_cents"] for item in items)
    return order, seconds


def life(random_, placed, seconds):
    """The steps of one order after it is placed: (moment, event type, status, reason)."""
    accepted = placed + timedelta(seconds=random_.uniform(4, 40))
    preparing = accepted + timedelta(seconds=random_.uniform(15, 200))
    ready = preparing + timedelta(seconds=seconds * random_.uniform(0.8, 1.9))
    picked_up = ready + timedelta(seconds=random_.uniform(20, 420))
    steps = [
        (accepted, "status_changed", "accepted", None),
        (preparing, "status_changed", "preparing", None),
        (ready, "status_changed", "ready", None),
        (picked_up, "status_changed", "picked_up", None),
    ]
    if random_.random() < 0.13:
        # Cancelled while waiting, accepted, or (rarely) while it was already being made.
        kept = random_.choices([0, 1, 2], weights=[4, 5, 2])[0]
        moment = (steps[kept - 1][0] if kept else placed) + timedelta(seconds=random_.uniform(2, 14))
        steps = steps[:kept] + [(moment, "order_cancelled", "cancelled", random_.choice(CANCELLED))]
    return steps


def change(moment, event_type, partners, shop, revision, order):
    order_id = order["id"]
    who = {"partner_id": partners[0]} if len(partners) == 1 else {"partner_ids": partners}
    return {
        "event_id": f"{order_id}.{revision}",
        "event_type": event_type,
        "occurred_at": stamp(moment),
        **who,
        "order_id": order_id,
        "revision": revision,
        "shop_id": shop,
        "order": order,
    }


def day(seed, orders):
    random_ = random.Random(seed)
    hours = random_.choices(list(HOURS), weights=list(HOURS.values()), k=orders)
    placed = sorted(DAY + timedelta(hours=hour, seconds=random_.uniform(0, 3600)) for hour in hours)
    changes = []
    for number, moment in enumerate(placed, start=1):
        partner, shop, _ = pick(random_, SHOPS)
        # An order at the market hall may hold something from both counters.
        shared = shop == "market-hall" and random_.random() < 0.5
        partners = ["lungo", "ristretto"] if shared else [partner]
        order, seconds = new_order(random_, f"{DAY:%Y%m%d}-{number:04d}")
        changes.append((moment, change(moment, "new_order", partners, shop, 1, order)))
        for revision, (at, kind, status, reason) in enumerate(
            life(random_, moment, seconds), start=2
        ):
            order = {**order, "status": status}
            if reason:
                order["reason"] = {"code": reason[0], "message": reason[1]}
            changes.append((at, change(at, kind, partners, shop, revision, order)))
    changes.sort(key=lambda entry: (entry[1]["occurred_at"], entry[1]["event_id"]))
    return [entry[1] for entry in changes]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--orders", type=int, default=112)
    options = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for item in day(options.seed, options.orders):
        print(json.dumps(item, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
