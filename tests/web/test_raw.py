"""Bytes as no client of good faith sends them: all at once, and everybody else goes on being answered."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from tests.web.conftest import Server

QUIET_SECONDS = 1.5
STATUS = re.compile(rb"HTTP/\d\.\d (\d{3}) ")

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def get(path: bytes = b"/healthz", *headers: bytes) -> bytes:
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", b"Host: x", *headers, b"", b""])


def post(body: bytes, *headers: bytes, kind: bytes = b"application/json") -> bytes:
    start = [b"POST /v1/conversations HTTP/1.1", b"Host: x", b"Content-Type: " + kind, *headers, b"", b""]
    return b"\r\n".join(start) + body


def chunked(body: bytes, *headers: bytes) -> bytes:
    return post(body, b"Transfer-Encoding: chunked", *headers)


END = b"0\r\n\r\n"
LENGTH = b"Content-Length: 2"

CASES: dict[str, tuple[bytes, str]] = {
    # Two lengths, or one that two parsers may read differently: one refusal, and what follows is not answered.
    "length and chunks": (chunked(END + HEALTH, b"Content-Length: 4"), "400"),
    "chunks and length": (post(END + b"X" + HEALTH, b"Content-Length: 6", b"Transfer-Encoding: chunked"), "400"),
    "unknown coding": (post(END + HEALTH, b"Transfer-Encoding: xchunked"), "400"),
    "space before the colon": (post(END + HEALTH, b"Transfer-Encoding : chunked"), "400"),
    "two codings": (chunked(END + HEALTH, b"Transfer-Encoding: identity"), "400"),
    "chunks are not last": (post(END, b"Transfer-Encoding: chunked, gzip"), "400"),
    "vertical tab": (post(END, b"Transfer-Encoding: \x0bchunked"), "400"),
    "folded header": (post(b"{}", b"X-A: b", b" Transfer-Encoding: chunked", LENGTH), "400"),
    "bare line feeds": (b"GET /healthz HTTP/1.1\nHost: x\n\n", "400"),
    "bare carriage return": (get(b"/healthz", b"X: a\rb"), "400"),
    "length with a sign": (post(b"{}", b"Content-Length: +2"), "400"),
    "length in hexadecimal": (post(b"{}", b"Content-Length: 0x2"), "400"),
    "length with underscore": (post(b"{}        ", b"Content-Length: 1_0"), "400"),
    "length in other digits": (post(b"{}", "Content-Length: \u0662".encode()), "400"),
    "length twice in one": (post(b"{}", b"Content-Length: 2, 2"), "400"),
    "length beyond numbers": (post(b"{}", b"Content-Length: " + b"9" * 26), "400"),
    "length of nothing": (post(b"{}", b"Content-Length: "), "400"),
    "length of 10 GB": (post(b"{}", b"Content-Length: 10000000000"), "413"),
    # Chunks.
    "extension": (chunked(b"2;a=b\r\n{}\r\n" + END), "201"),
    "extension with line feed": (chunked(b"2;\n{}\r\n" + END), "400"),
    "size beyond numbers": (chunked(b"f" * 18 + b"\r\n{}\r\n" + END), "400"),
    "negative size": (chunked(b"-2\r\n{}\r\n" + END), "400"),
    "size with prefix": (chunked(b"0x2\r\n{}\r\n" + END), "400"),
    "longer than its size": (chunked(b"2\r\n{}XX" + END), "400"),
    "flood of trailers": (chunked(b"2\r\n{}\r\n0\r\n" + b"X-A: b\r\n" * 5000 + b"\r\n"), "400"),
    "flood of tiny chunks": (chunked(b"1\r\n \r\n" * 30_000 + END), "400"),
    # Request lines and addresses.
    "no port": (get(b"http://a:99999999/"), "400"),
    "half an address": (get(b"http://[::1/"), "400"),
    "no host in the address": (get(b"http:///healthz"), "400"),
    "host that is none": (b"GET /healthz HTTP/1.1\r\nHost: a/b?c#d@[e\r\n\r\n", "200"),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", "400"),
    "somebody else's tunnel": (b"CONNECT other.example:80 HTTP/1.1\r\nHost: x\r\n\r\n", "404"),
    "star": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "404"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"),
    "odd version": (b"GET /healthz HTTP/1.10\r\nHost: x\r\n\r\n", "400"),
    "method in small letters": (b"get /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
    "method without end": (b"A" * 5000 + b" / HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
    "tabs": (b"GET\t/healthz\tHTTP/1.1\r\nHost: x\r\n\r\n", "400"),
    "noise": (bytes(range(256)) * 40, "400"),
    "signs in the path": ("GET /\u00e9\U0001f4a9 HTTP/1.1\r\nHost: x\r\n\r\n".encode(), "400"),
    "broken escapes": (get(b"/%zz%%%00%0d%0a"), "404"),
    "up and away": (get(b"/../../../etc/passwd"), "404"),
    "up and away, escaped": (get(b"/static/..%2f..%2f..%2fetc%2fpasswd"), "404"),
    "up and away, other slashes": (get(b"/static/..\\..\\app.py"), "404"),
    "half a name": (get(b"/static/chat.js%00.html"), "404"),
    "line break in a question": (get(b"/v1/knowledge/search?q=a%0d%0aSet-Cookie:%20x"), "200"),
    "question that is no UTF-8": (get(b"/v1/knowledge/search?q=%ff%fe%ed%a0%80"), "200"),
    "question too long": (get(b"/v1/knowledge/search?q=" + b"a" * 8000), "422"),
    # Headers.
    "no colon": (get(b"/healthz", b"abc"), "400"),
    "no name": (get(b"/healthz", b": a"), "400"),
    "too long": (get(b"/healthz", b"X: " + b"a" * 8191), "400"),
    "cookies": (get(b"/healthz", b"Cookie: " + b"; ".join([b'a="\\'] * 600)), "200"),
    "ranges": (get(b"/static/chat.js", b"Range: bytes=" + b",".join([b"1-"] * 1000)), "200"),
    "likings": (get(b"/openapi.json", b"Accept: " + b",".join([b"a/b;q=0.1"] * 600)), "200"),
    "day that is none": (get(b"/", b"If-Modified-Since: Sat, 99 Zzz 99999 99:99 GMT", b'If-None-Match: "\xff"'), "200"),
    "token that is no text": (get(b"/v1/conversations/x", b"Authorization: Bearer \xff\xfe"), "401"),
    "other protocol": (get(b"/healthz", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c"), "200"),
    "page that is none": (b"OPTIONS /v1/conversations HTTP/1.1\r\nHost: x\r\nOrigin: http://[\r\n\r\n", "405"),
    "proxies": (post(b"", b"X-Forwarded-For: " + b"1.1.1.1," * 900, b"Content-Length: 0"), "201"),
    # Bodies of other kinds.
    "form without a boundary": (post(b"--", LENGTH, kind=b"multipart/form-data"), "415"),
    "flood of parts": (post((b"--x\r\n\r\n\r\n" * 6000)[:50_000], b"Content-Length: 50000",
                            kind=b"multipart/form-data; boundary=x"), "415"),
    "YAML": (post(b"a: &a [*a]", b"Content-Length: 10", kind=b"application/yaml"), "415"),
    "XML": (post(b"<!DOCTYPE x>", b"Content-Length: 12", kind=b"application/xml"), "415"),
    "deflated": (post(b"\x78\x9c", b"Content-Encoding: deflate", LENGTH), "415"),
    "zipped three times": (post(b"{}", b"Content-Encoding: gzip, gzip, gzip", LENGTH), "415"),
    "charset that does harm": (post(b"{}", LENGTH, kind=b"application/json; charset=idna"), "415"),
    "charset that is no text": (post(b"{}", LENGTH, kind=b'application/json; charset="\xff'), "415"),
    "flood of parameters": (post(b"{}", LENGTH, kind=b"application/json" + b";a*0=b" * 900), "415"),
    "two expectations": (post(b"{}", b"Expect: 100-continue, x", LENGTH), "417"),
    # Several on one connection: as many answers as requests, in order.
    "after a body nobody reads": (post(b"abcde", b"Content-Length: 5", kind=b"text/plain") + HEALTH, "415 200"),
    "after a body nobody expects": (get(b"/healthz", b"Content-Length: 5") + b"abcde" + HEALTH, "200 200"),
    "many": (HEALTH * 100, " ".join(["200"] * 100)),
    "many after a body": (post(b"{}", LENGTH) + HEALTH * 10, "201" + " 200" * 10),
    "one that breaks the line": (HEALTH + b"\x00\r\n\r\n" + HEALTH, "400"),
}  # fmt: skip


async def answers(server: Server, sent: bytes) -> tuple[str, float, bytes]:
    """The statuses that come back, the seconds of work to the last of them, and everything."""
    host, _, port = server.address.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    began = last = time.process_time()
    received = b""
    try:
        writer.write(sent)
        while part := await asyncio.wait_for(reader.read(1 << 16), QUIET_SECONDS if received else 10):
            received, last = received + part, time.process_time()
    except (TimeoutError, ConnectionError):
        pass  # it stays open for the next request, or was closed on what we still had to say
    finally:
        writer.close()
    return " ".join(status.decode() for status in STATUS.findall(received)), last - began, received


@pytest.mark.promise(29, 30, 34, 36)
async def test_each_gets_the_answers_it_deserves_and_nobody_waits(server: Server) -> None:
    sending = asyncio.gather(*(answers(server, sent) for sent, _ in CASES.values()))
    await server.holds_nobody_up(sending)
    found = dict(zip(CASES, await sending, strict=True))
    expected = {name: statuses for name, (_, statuses) in CASES.items()}
    assert {name: statuses for name, (statuses, _, _) in found.items()} == expected
    for name, (_, _, received) in found.items():
        assert received.count(b"X-Request-ID:") == len(expected[name].split()), name
        assert b"Traceback" not in received
        assert b"aiohttp" not in received.lower()


@pytest.mark.promise(29, 34)
@pytest.mark.parametrize("name", ["flood of parameters", "flood of tiny chunks", "flood of trailers", "likings"])
async def test_the_worst_of_them_is_soon_refused(server: Server, name: str) -> None:
    _, seconds, _ = await answers(server, CASES[name][0])
    assert seconds < 0.5


@pytest.mark.promise(29, 35)
async def test_who_stops_in_the_middle_holds_nobody_up(server: Server) -> None:
    host, _, port = server.address.removeprefix("http://").rpartition(":")
    halves = [sent[: len(sent) // 2] for sent, _ in CASES.values()]
    writers = []
    for half in halves:
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(half)
        writers.append(writer)
    await server.holds_nobody_up(asyncio.ensure_future(asyncio.sleep(1)))
    for writer in writers:
        writer.close()
