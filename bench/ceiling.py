"""The ceiling: receive, hash (SHA-256), write, fsync file and directory, and nothing else.

Usage: STORE_DIR=dir uvicorn ceiling:app --port N --http httptools --no-access-log
"""

import asyncio
import hashlib
import os
import pathlib
import uuid
from concurrent.futures import ThreadPoolExecutor

FOLDER = os.environ.get("STORE_DIR", "")
BATCH = 1 << 20
POOL = ThreadPoolExecutor(8)


def _write(file, digest, chunks):
    for chunk in chunks:
        digest.update(chunk)
    os.writev(file, chunks) if len(chunks) <= 1024 else os.write(file, b"".join(chunks))


def _finish(file, digest, chunks, name):
    _write(file, digest, chunks)
    os.fsync(file)
    os.close(file)
    pathlib.Path(f"{FOLDER}/{name}.part").rename(f"{FOLDER}/{name}.jpg")
    folder = os.open(FOLDER, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


async def _body(receive):
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        if chunk := message.get("body"):
            yield chunk
        if not message.get("more_body"):
            return


async def _store(receive):
    loop, name, digest, chunks, size = asyncio.get_running_loop(), uuid.uuid4().hex, hashlib.sha256(), [], 0
    file = os.open(f"{FOLDER}/{name}.part", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    async for chunk in _body(receive):
        chunks.append(chunk)
        size += len(chunk)
        if size >= BATCH:
            await loop.run_in_executor(POOL, _write, file, digest, chunks)
            chunks, size = [], 0
    await loop.run_in_executor(POOL, _finish, file, digest, chunks, name)
    return digest.hexdigest().encode()


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    answer = await _store(receive)
    headers = [(b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
