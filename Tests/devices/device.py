#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A device of a partner, written against the contract only, with paho-mqtt.

Subscribes to its partner's triggers and its own receipts, prints {"ready": true}, acknowledges every
trigger as asked, and prints one JSON line per trigger and per receipt. Exit status 0 after --count
different triggers and a receipt for every ack, 1 when --timeout comes first, 2 when the broker
refuses it.

    device.py --port 1883 --partner lungo --device machine-1 --protocol 5 --ack received,processed
"""

import argparse
import json
import queue
import sys
import time

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

ROOT = "orderbell/v1"
SESSION_EXPIRY_S = 3600
RECEIVE_MAXIMUM = 200


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--partner", required=True)
    parser.add_argument("--device", required=True)
    parser.add_argument("--protocol", choices=["5", "311"], default="5")
    parser.add_argument(
        "--ack", default="received,processed", metavar="STATUS,…",
        help="of received, working, processed, failed; none to stay silent",
    )
    parser.add_argument("--count", type=int, default=1, help="different triggers to wait for")
    parser.add_argument(
        "--batch", nargs="?", type=int, const=1, metavar="N",
        help='send {"acks": […]} with the acks of N triggers (1)',
    )
    parser.add_argument("--order-status", help="the decision, sent with processed")
    parser.add_argument("--retryable", action="store_true", help="sent with failed")
    parser.add_argument("--presence", action="store_true", help="say online, with offline as will")
    parser.add_argument("--durable", action="store_true", help="keep the session on the broker")
    parser.add_argument("--username", help="{partner}.{device} when --password is given")
    parser.add_argument("--password")
    parser.add_argument("--client-id", help="{partner}.{device}")
    parser.add_argument("--timeout", type=float, default=30, help="seconds for everything")
    options = parser.parse_args()
    options.ack = [] if options.ack == "none" else options.ack.split(",")
    unknown = set(options.ack) - {"received", "working", "processed", "failed"}
    if unknown:
        parser.error(f"no such status: {', '.join(sorted(unknown))}")
    return options


def say(**line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def describe(message):
    """What arrived, with the MQTT 5 properties a device may look at."""
    try:
        payload = json.loads(message.payload)
    except ValueError:
        payload = None
    line = {
        "topic": message.topic,
        "payload": payload,
        "bytes": len(message.payload),
        "qos": message.qos,
        "retain": bool(message.retain),
        "dup": bool(message.dup),
    }
    properties = getattr(message, "properties", None)
    if properties is not None:
        correlation = getattr(properties, "CorrelationData", None)
        line["properties"] = {
            "content_type": getattr(properties, "ContentType", None),
            "correlation_data": correlation.decode("utf-8", "replace") if correlation else None,
            "message_expiry_s": getattr(properties, "MessageExpiryInterval", None),
            "response_topic": getattr(properties, "ResponseTopic", None),
            "user_properties": getattr(properties, "UserProperty", []),
        }
    return line


class Device:
    """Callbacks only hand over; everything is decided in `run`, on the main thread."""

    def __init__(self, options):
        self.options = options
        own = f"{ROOT}/partners/{options.partner}/devices/{options.device}"
        self.triggers = f"{ROOT}/partners/{options.partner}/orders/#"
        self.acks, self.receipts, self.presence = (
            f"{own}/acks", f"{own}/receipts", f"{own}/presence",
        )
        self.events = queue.SimpleQueue()
        self.seen = {}
        self.waiting = []
        self.acks_sent = 0
        self.receipts_heard = 0
        self.client = self._client()

    def _client(self):
        options = self.options
        name = f"{options.partner}.{options.device}"
        five = options.protocol == "5"
        client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2,
            client_id=options.client_id or name,
            protocol=mqtt.MQTTv5 if five else mqtt.MQTTv311,
            clean_session=None if five else not options.durable,
        )
        if options.password is not None or options.username is not None:
            client.username_pw_set(options.username or name, options.password)
        if options.presence:
            client.will_set(self.presence, "offline", qos=1, retain=True)
        client.on_connect = lambda _, __, ___, reason, ____: self.events.put(("connect", reason))
        client.on_subscribe = lambda _, __, ___, reasons, ____: self.events.put(
            ("subscribe", reasons)
        )
        client.on_message = lambda _, __, message: self.events.put(("message", message))
        return client

    def connect(self):
        options = {}
        if self.options.protocol == "5":
            properties = Properties(PacketTypes.CONNECT)
            properties.ReceiveMaximum = RECEIVE_MAXIMUM
            if self.options.durable:
                properties.SessionExpiryInterval = SESSION_EXPIRY_S
            options = {"clean_start": not self.options.durable, "properties": properties}
        self.client.connect(self.options.host, self.options.port, keepalive=30, **options)
        self.client.loop_start()

    def run(self):
        deadline = time.monotonic() + self.options.timeout
        self.connect()
        while not self.finished:
            try:
                kind, value = self.events.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                say(timeout=True, **self.tally)
                return 1
            if kind == "message":
                self.take(value)
            elif any(reason.is_failure for reason in (value if kind == "subscribe" else [value])):
                say(refused=kind, reason=str(value))
                return 2
            elif kind == "connect":
                # On every connect: the broker may have forgotten.
                self.client.subscribe([(self.triggers, 1), (self.receipts, 1)])
            else:
                if self.options.presence:
                    self.client.publish(self.presence, "online", qos=1, retain=True)
                say(ready=True)
        say(done=True, **self.tally)
        return 0

    @property
    def finished(self):
        return (
            len(self.seen) >= self.options.count
            and not self.waiting
            and self.receipts_heard >= self.acks_sent
        )

    @property
    def tally(self):
        return {
            "triggers": len(self.seen),
            "repeats": sum(self.seen.values()) - len(self.seen),
            "acks": self.acks_sent,
            "receipts": self.receipts_heard,
        }

    def take(self, message):
        line = describe(message)
        if message.topic == self.receipts:
            self.receipts_heard += 1
            say(receipt=line["payload"], **{k: v for k, v in line.items() if k != "payload"})
            return
        payload = line.pop("payload")
        event_id = payload.get("event_id") if isinstance(payload, dict) else None
        if not isinstance(event_id, str):
            say(unreadable=message.payload.decode("utf-8", "replace"), **line)
            return
        self.seen[event_id] = self.seen.get(event_id, 0) + 1
        say(trigger=payload, repeat=self.seen[event_id] > 1, **line)
        self.acknowledge(event_id)

    def acknowledge(self, event_id):
        acks = [self.ack(event_id, status) for status in self.options.ack]
        if not self.options.batch:
            for ack in acks:
                self.send(ack, 1)
            return
        self.waiting.append(acks)
        # The last ones don't wait for company that never comes.
        if len(self.waiting) >= self.options.batch or len(self.seen) >= self.options.count:
            batch = [ack for acks in self.waiting for ack in acks]
            self.waiting = []
            if batch:
                self.send({"acks": batch}, len(batch))

    def ack(self, event_id, status):
        ack = {"event_id": event_id, "status": status}
        if status == "processed" and self.options.order_status:
            ack["order_status"] = self.options.order_status
            ack["preparation_time_s"] = 90
        if status == "failed":
            ack["reason"] = {"code": "out_of_beans", "message": "The hopper is empty"}
            ack["retryable"] = self.options.retryable
        return ack

    def send(self, document, acks):
        self.acks_sent += acks
        self.client.publish(self.acks, json.dumps(document), qos=1)

    def close(self):
        if self.options.presence:
            self.client.publish(self.presence, "offline", qos=1, retain=True).wait_for_publish(2)
        self.client.disconnect()
        self.client.loop_stop()


def main():
    device = Device(arguments())
    try:
        status = device.run()
        device.close()
        return status
    except OSError as error:
        say(refused="connect", reason=str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
