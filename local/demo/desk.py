"""The exception desk: a mapping is completed and retried; two people let a duplicate pass."""

from typing import Any

from local.demo import company
from local.demo.by_api import ByApi
from local.demo.report import say, title

RATE = "16"


def desk(by_api: ByApi) -> None:
    """What a person sees, and what they press."""
    title("the exception desk")
    _mapping(by_api)
    _duplicate(by_api)


def _mapping(by_api: ByApi) -> None:
    """No tax code is mapped for 16 %: the posting policy is completed, and the case retried."""
    stage, check = by_api.stage, by_api.figures.check
    by_api.submit("R-9001", **_taxed_at_sixteen())
    by_api.settle({"R-9001": "on_exception"})
    document = by_api.documents["R-9001"]
    blocked = _blocker(by_api, document)
    say(f"    {document} waits for: {blocked['text']}")
    say(f"    it is the turn of {blocked['owner']}: {blocked['remedy']}")
    for one in blocked["press"]:
        say(f"    {one['call']} — {one['does']}")
    codes = {**company.POSTING["tax_codes"], f"S:{RATE}": "V2"}
    _agree(by_api, "posting", {**company.POSTING, "tax_codes": codes}, "DE01")
    said = _act(by_api, blocked["case"], "retry", {"reason": "16 % is mapped now"})
    check("R-9001, retried once its tax code was mapped", said, 200)
    by_api.settle({"R-9001": "posted"})
    check("R-9001 went on; it waits for", _blocker(by_api, document)["kind"], "nothing")
    case = blocked["case"]
    stage.wait("its case to close", lambda: _case(by_api, case)["state"] == "resolved", 30)
    check("its case is", _case(by_api, case)["state"], "resolved")
    check("postings that SAP holds twice", stage.postings()["twice"], [])


def _duplicate(by_api: ByApi) -> None:
    """Its number was billed before, and both are due: one person asks, another agrees."""
    check = by_api.figures.check
    by_api.submit("R-9002")
    by_api.settle({"R-9002": "posted"})
    by_api.submit("R 9002", issue_date=str(by_api.today.replace(day=1)))
    by_api.settle({"R 9002": "on_exception"})
    case = _blocker(by_api, by_api.documents["R 9002"])["case"]
    said = _act(by_api, case, "waiver", {"reason": "a second delivery under the same number"})
    check("R 9002 was billed before: Ann asks to overlook it", said, 200)
    own = by_api.stage.ann.write(
        "POST", f"/v1/cases/{case}/waiver/approval", _seen(by_api, case), "own"
    )
    check("she may not agree to it herself", own.status, 403)
    agreed = by_api.stage.bob.write(
        "POST", f"/v1/cases/{case}/waiver/approval", _seen(by_api, case), f"agree {case}"
    )
    check("Bob agrees", agreed.status, 200)
    by_api.settle({"R 9002": "posted"})
    kept = by_api.stage.ann.get(f"/v1/documents/{by_api.documents['R 9002']}").body["content"]
    [waiver] = kept["waivers"]
    told = (waiver["asked_by"], waiver["agreed_by"], waiver["findings"][0]["code"])
    check("R 9002 says who let it pass, and what", told, ("ann", "bob", "TIE-DUP-02"))


def _taxed_at_sixteen() -> dict[str, Any]:
    line = {
        "id": "1",
        "quantity": "2",
        "unit": "C62",
        "unit_price": "100.00",
        "net": "200.00",
        "tax_category": "S",
        "tax_rate": RATE,
        "article": {"name": "Handbook"},
    }
    return {
        "lines": [line],
        "taxes": [{"category": "S", "rate": RATE, "taxable": "200.00", "tax": "32.00"}],
        "totals": {
            "line_net": "200.00",
            "net": "200.00",
            "tax": "32.00",
            "gross": "232.00",
            "payable": "232.00",
        },
    }


def _blocker(by_api: ByApi, document: str) -> dict[str, Any]:
    return by_api.stage.ann.get(f"/v1/documents/{document}/blocker").body


def _case(by_api: ByApi, case: str) -> dict[str, Any]:
    return by_api.stage.ann.get(f"/v1/cases/{case}").body


def _seen(by_api: ByApi, case: str) -> dict[str, Any]:
    return {"version": _case(by_api, case)["version"]}


def _act(by_api: ByApi, case: str, what: str, said: dict[str, Any]) -> int:
    body = {**_seen(by_api, case), **said}
    return by_api.stage.ann.write("POST", f"/v1/cases/{case}/{what}", body, f"{what} {case}").status


def _agree(by_api: ByApi, name: str, content: dict[str, Any], entity: str) -> None:
    """Ann proposes a later version, Bob approves it."""
    stage, key = by_api.stage, f"{name} for the desk"
    proposal = {"entity": entity, "content": content, "effective_from": company.START}
    path = f"/v1/policies/{name}"
    version = stage.ann.write("POST", f"{path}/proposals", proposal, f"propose {key}").body[
        "version"
    ]
    approval = f"{path}/{version}/approval"
    said = stage.bob.write("POST", approval, {"entity": entity}, f"approve {key}")
    if said.status != 200:
        raise RuntimeError(f"policy {name}: {said.status} {said.body}")
