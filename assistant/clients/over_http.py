"""A conversation through a running server."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import aiohttp

from assistant.channels import rasa
from assistant.clients import Json, Refused, StaffDeed

HANGS_UP_AFTER = 0.002
"""Seconds; enough for the request to leave, not for a reply to come."""


class OverHttp:
    """Through a running server, as a clinic's platform would."""

    def __init__(self, session: aiohttp.ClientSession, url: str, clinic_key: str = "", staff_token: str = "") -> None:
        self._session = session
        self._clinic_key = clinic_key
        self._staff_token = staff_token
        self._region: str | None = None
        self._url = url.rstrip("/")
        self._home = ""
        self.replayed = False
        self._headers: dict[str, str] = {}

    async def open(self, opening: Json) -> Json:
        self._region = opening.get("region")
        opened = await self._call("POST", f"{self._url}/v1/conversations", opening)
        self._enter(opened)
        return dict(opened["turn"])

    def _enter(self, opened: Json) -> None:
        self._home = f"{self._url}/v1/conversations/{opened['conversation_id']}"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    async def send(self, message: Json) -> Json:
        return await self._call("POST", f"{self._home}/messages", message)

    async def put(self, slot: str, body: Json) -> Json:
        return await self._call("PUT", f"{self._home}/answers/{slot}", body)

    async def view(self) -> Json:
        return await self._call("GET", self._home)

    async def report(self) -> Json:
        return await self._call("GET", f"{self._home}/report")

    async def drop(self, message: Json) -> None:
        sending = asyncio.create_task(self.send(message))
        await asyncio.sleep(HANGS_UP_AFTER)
        sending.cancel()
        await asyncio.wait([sending])

    async def what_if(self, answers: Json) -> Json:
        return await self._call("POST", f"{self._home}/what-if", {"answers": answers})

    async def triage(self, text: str) -> Json:
        enquiry = {"text": text, **({"region": self._region} if self._region else {})}
        return await self._call("POST", f"{self._url}/v1/triage", enquiry, self._clinic_key)

    async def payload(self, payload: Json) -> Json:
        body = {"sender": self._home.rpartition("/")[2], **payload["body"]}
        return await self._call("POST", f"{self._url}{rasa.WEBHOOK}", body, self._clinic_key)

    async def staff(self, deed: StaffDeed, text: str, message_id: str) -> Json:
        case = self._home.replace("/v1/", "/v1/staff/")
        if deed == "look":
            return await self._call("GET", case, key=self._staff_token)
        path = "release" if deed == "hand_back" else deed
        body: Json = {"message_id": message_id, "text": text} if text else {}
        body |= {"back_to_assistant": True} if deed == "hand_back" else {}
        return await self._call("POST", f"{case}/{path}", body, self._staff_token)

    async def audit(self) -> list[Json]:
        name = self._home.rpartition("/")[2]
        found = await self._call("GET", f"{self._url}/v1/staff/audit?conversation_id={name}", key=self._staff_token)
        return [entry for entry in found["entries"] if entry["action"] != "audit.read"]

    async def elsewhere(self) -> OverHttp:
        code = await self._call("POST", f"{self._home}/links")
        linked = await self._call("POST", f"{self._url}/v1/links", {"code": code["code"]})
        other = OverHttp(self._session, self._url, self._clinic_key, self._staff_token)
        other._enter(linked)
        return other

    async def export(self) -> Json:
        return await self._call("GET", f"{self._home}/export")

    async def erase(self) -> Json:
        return await self._call("DELETE", self._home)

    async def transcript(self) -> list[Json]:
        entries: list[Json] = []
        while page := await self._page(entries[-1]["seq"] if entries else 0):
            entries += page
        return entries

    async def _page(self, after: int) -> list[Json]:
        return list((await self._call("GET", f"{self._home}/messages?after={after}"))["messages"])

    async def _call(self, method: str, url: str, body: Json | None = None, key: str = "") -> Json:
        headers = {**self._headers, "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        async with self._session.request(method, url, json=body, headers=headers) as response:
            answer = await response.json(content_type=None) or {}
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise Refused(response.status, str(answer.get("detail", "")))
            self.replayed = response.headers.get("Idempotent-Replayed") == "true"
            return {"answer": answer} if isinstance(answer, list) else dict(answer)
