"""Puts the calls together into one aiohttp application."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from aiohttp import web

from assistant.engine.cases import Cases
from assistant.engine.correspondence import Correspondence
from assistant.engine.engine import Engine
from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.store.base import Quotas, Store
from assistant.web import headers, origins
from assistant.web.access import Access
from assistant.web.bodies import LARGEST
from assistant.web.calls import Call, register
from assistant.web.channels import Channels
from assistant.web.clinic import Clinic
from assistant.web.conversation import Conversations
from assistant.web.devices import Devices
from assistant.web.documents import Documents, renderers
from assistant.web.handbook import Handbook
from assistant.web.limits import Buckets, Kind, Limits, Shared, Unlimited
from assistant.web.metrics import Metrics
from assistant.web.operations import Operations
from assistant.web.pages import Pages, read_assets
from assistant.web.problems import Problems
from assistant.web.reference import Reference
from assistant.web.room import Room
from assistant.web.staff import accounts, journal
from assistant.web.staff.access import STAFF, Staff
from assistant.web.staff.calls import Desk
from assistant.web.staff.console import Console
from assistant.web.staff.signing_in import SigningIn
from assistant.web.staff.undelivered import Deliveries
from assistant.web.stopping import Stopping
from assistant.web.streams import Streams

CALLS = web.AppKey("calls", list[Call])
METRICS = web.AppKey("metrics", Metrics)
PROBLEMS = web.AppKey("problems", Problems)


def application(
    engine: Engine,
    settings: Settings,
    stopping: Stopping,
    clock: Callable[[], float],
    store: Store,
    metrics: Metrics,
) -> web.Application:
    """The whole interface over ``engine``; ``clock`` counts seconds and never goes back.

    Of ``store`` it takes the staff's side, what is outgoing, and the limits where several servers share it.
    """
    guide, content, allowed = engine.guide, engine.content, frozenset(settings.allowed_origins)
    safety = content.words(settings.locale).phrases["service.emergency"][0]
    problems, limits = Problems(safety), _limits(settings, clock, store)
    conversations = Conversations(engine, guide, limits, Room(settings.turns_at_once))
    cases = Cases(engine, guide, store)
    calls = [
        *conversations.calls(),
        *Devices(engine.admission, limits).calls(),
        *Streams(engine, conversations, problems, metrics, stopping, allowed).calls(),
        *Documents(engine, renderers(content)).calls(),
        *Clinic(engine, guide, limits).calls(),
        *Channels(Correspondence(engine, conversations.receive, conversations.handle)).calls(),
        *Desk(cases, stopping).calls(),
        *SigningIn(limits).calls(),
        *_elsewhere(settings, limits),
        *accounts.calls(),
        *journal.calls(),
        *Deliveries(store.outbox, engine.now).calls(),
        *Reference(guide, engine.now).calls(),
        *Operations(engine.ready, store.outbox.load, cases.longest_wait, metrics, stopping).calls(),
        *Pages(read_assets()).calls(),
        *Console(content.words(settings.locale), settings.oidc is not None).calls(),
    ]
    calls += Handbook([*calls]).calls()
    app = web.Application(client_max_size=LARGEST, middlewares=[origins.preflights(allowed)] if allowed else [])
    app[CALLS], app[METRICS], app[PROBLEMS] = calls, metrics, problems
    app[STAFF] = Staff(store.staff, settings.staff_token, engine.now)
    app.on_response_prepare.append(headers.on_prepare)
    if allowed:
        app.on_response_prepare.append(origins.welcome(allowed))
    register(calls, app.router, Access(engine.admission, settings.opens), problems)
    return app


def _limits(settings: Settings, clock: Callable[[], float], store: Store) -> Limits:
    if settings.rate_limits == "off":
        return Limits(Unlimited())
    per_minute: dict[Kind, int] = {
        "openings": settings.openings_per_minute,
        "messages": settings.messages_per_minute,
        "clinic_calls": settings.clinic_calls_per_minute,
        "sign_ins": 20,
        "sign_ins_as": 10,
    }
    limiter = Shared(per_minute, store, clock) if isinstance(store, Quotas) else Buckets(per_minute, clock)
    return Limits(limiter, settings.trusted_proxies)


def _elsewhere(settings: Settings, limits: Limits) -> list[Call]:
    """Nothing where no provider is configured. Raises ``SettingsError`` without the extra."""
    if settings.oidc is None:
        return []
    try:
        elsewhere = importlib.import_module("assistant.web.staff.elsewhere")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"signing in elsewhere needs the package {error.name}: pip install 'second-line[oidc]'"
        ) from None
    calls: list[Call] = elsewhere.Elsewhere(settings.oidc, settings.oidc_role_claim, limits).calls()
    return calls
