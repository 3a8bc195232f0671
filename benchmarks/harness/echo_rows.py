"""What "./rondo bench network" measures."""

import dataclasses


@dataclasses.dataclass
class Row:
    id: str
    title: str
    kind: str  # "echo", "tls", "accept", "greet" or "idle"
    connections: int
    size: int = 1

    def unit(self):
        return "connection" if self.kind in ("accept", "greet") else "request"


ROWS = [
    Row("10x1k", "10 connections x 1 KiB", "echo", 10, 1024),
    Row("100x1k", "100 connections x 1 KiB", "echo", 100, 1024),
    Row("1000x1k", "1000 connections x 1 KiB", "echo", 1000, 1024),
    Row("100x10k", "100 connections x 10 KiB", "echo", 100, 10 * 1024),
    Row("10x100k", "10 connections x 100 KiB", "echo", 10, 100 * 1024),
    Row("tls-100x1k", "TLS 1.3, 100 connections x 1 KiB", "tls", 100, 1024),
    Row("tls-10x100k", "TLS 1.3, 10 connections x 100 KiB", "tls", 10, 100 * 1024),
    Row("accept", "connect, one byte there and back, close; 16 at once", "accept", 16),
    Row("greet", "accept, send one byte, close, without reading; 16 at once", "greet", 16),
    Row("idle", "idle connections", "idle", 10_000),
]

