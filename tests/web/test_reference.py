"""Claims with their sources, and the state machines."""

from __future__ import annotations

from xml.etree import ElementTree

from assistant.content.loader import load_content
from tests.web.conftest import Server


async def test_every_claim_is_shown_with_its_sources(server: Server) -> None:
    content = load_content()
    assert content.claims
    for name, claim in content.claims.items():
        shown = (await server.call("GET", f"/v1/knowledge/{name}")).json
        assert shown["text"] == content.languages["en"].claims[name]
        assert [source["id"] for source in shown["sources"]] == list(claim.sources)
        assert all(source["title"] and source["year"] for source in shown["sources"])
        assert shown["review_by"] > shown["reviewed_on"]


async def test_every_flow_is_shown_as_data_and_as_a_picture(server: Server) -> None:
    names = (await server.call("GET", "/v1/flows")).json["flows"]
    assert {"pathway", "history", "failure", "drug_level", "safety"} <= set(names)
    for name in names:
        flow = (await server.call("GET", f"/v1/flows/{name}")).json
        assert flow["name"] == name
        assert flow["states"]
        picture = await server.call("GET", f"/v1/flows/{name}.svg")
        assert picture.headers["Content-Type"].startswith("image/svg+xml")
        assert ElementTree.fromstring(picture.body).tag.endswith("svg")


async def test_a_question_finds_claims_with_sources(server: Server) -> None:
    found = (await server.call("GET", "/v1/knowledge/search", params={"q": "what are antibodies?"})).json["results"]
    assert found[0]["claims"][0]["text"]
    assert found[0]["claims"][0]["sources"]
    assert found[0]["text"].startswith(found[0]["claims"][0]["text"])
    assert [each["confidence"] for each in found] == sorted((each["confidence"] for each in found), reverse=True)
    nothing = await server.call("GET", "/v1/knowledge/search", params={"q": "zzzz qqqq"})
    assert (nothing.status, nothing.json) == (200, {"results": [], "did_you_mean": False})
    unsure = await server.call("GET", "/v1/knowledge/search", params={"q": "what about my blood results"})
    assert unsure.json["did_you_mean"]
    for wrong in ("", "?q=", "?q=" + "x" * 301):
        refused = await server.call("GET", f"/v1/knowledge/search{wrong}")
        assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/q")


async def test_an_answer_follows_the_rules_of_the_region(server: Server) -> None:
    async def text(**region: str) -> str:
        asked = {"q": "How much does risankizumab cost?", **region}
        found = await server.call("GET", "/v1/knowledge/search", params=asked)
        return str(found.json["results"][0]["text"])

    assert "US insurers" in await text(region="us")
    assert "US insurers" not in await text(region="uk")
    assert "US insurers" in await text(), "with no region, everything known"
    refused = await server.call("GET", "/v1/knowledge/search", params={"q": "cost", "region": "mars"})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/region")


async def test_a_claim_that_is_no_easy_reading_comes_in_simpler_words_too(server: Server) -> None:
    hard = (await server.call("GET", "/v1/knowledge/glossary.immunogenicity")).json
    easy = (await server.call("GET", "/v1/knowledge/glossary.flare")).json
    assert hard["simpler"] == load_content().words("en").simpler["glossary.immunogenicity"]
    assert easy["simpler"] is None
    found = await server.call("GET", "/v1/knowledge/search", params={"q": "what is immunogenicity?"})
    assert found.json["results"][0]["simpler"] == hard["simpler"]
    found = await server.call("GET", "/v1/knowledge/search", params={"q": "what is a flare?"})
    assert found.json["results"][0]["simpler"] == easy["text"]


async def test_a_claim_that_nobody_signed_says_so(server: Server) -> None:
    shown = (await server.call("GET", "/v1/knowledge/glossary.flare")).json
    assert (shown["status"], shown["signed_by"]) == ("unreviewed by a clinician", None)
