"""The peer tuspyserver on FastAPI, as its README mounts it. Usage: TUS_DIR=dir uvicorn peer_tus_python:app --port N."""

import os

from fastapi import FastAPI
from tuspyserver import create_tus_router

app = FastAPI()
app.include_router(create_tus_router(prefix="files", files_dir=os.environ["TUS_DIR"], max_size=64 << 20))
