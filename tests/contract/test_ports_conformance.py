"""One suite over the ports: in memory, on moto, and on the emulator (`-m e2e`)."""

from base64 import b64encode
from itertools import count

import pytest

from functions.audit.signatures import signed
from functions.runtime.errors import Invalid, Missing, Unavailable
from functions.runtime.ports import (
    ABSENT,
    Check,
    Clause,
    ConditionFailed,
    Delete,
    Item,
    Key,
    Page,
    Ports,
    Put,
    Store,
    Write,
)
from tests.contract.ports.engine import SETTINGS, SYSTEM, WORKFLOW, Engine
from tests.contract.ports.expected import EXPECTED_FAILURES

_tenants = count(1)


@pytest.fixture(autouse=True)
def _expected(request: pytest.FixtureRequest, engine: Engine) -> None:
    reason = EXPECTED_FAILURES.get((engine.name, request.node.originalname))
    if reason:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture
def ports(engine: Engine) -> Ports:
    return engine.ports


@pytest.fixture
def store(engine: Engine) -> Store:
    return engine.ports.store


@pytest.fixture
def doc() -> str:
    """A document's partition; no test sees the items of another."""
    return f"t{next(_tenants)}#inv_1"


def item(pk: str, name: str = "head", /, **attributes: str | int) -> Item:
    return {"pk": pk, "sk": name, **attributes}


def refused(store: Store, *writes: Write) -> dict[int, Item | None]:
    with pytest.raises(ConditionFailed) as failed:
        store.write(writes)
    return failed.value.stood


def not_valid() -> pytest.RaisesExc[ValueError]:
    """What the service itself would refuse; the words are each engine's own."""
    return pytest.raises(ValueError, match=r".")


STANDING: Item = {"version": 3, "maker": "ann", "lease": "2026-03-02T09"}

CLAUSES = [
    # clause, holds where nothing stands, holds for STANDING
    (Clause("absent"), True, False),
    (Clause("absent", "gpk"), True, True),
    (Clause("absent", "maker"), True, False),
    (Clause("absent or <", "lease", "2026-03-02T10"), True, True),
    (Clause("absent or <", "lease", "2026-03-02T09"), True, False),
    (Clause("absent or <", "nowhere", "x"), True, False),
    (Clause("absent or =", "version", 3), True, True),
    (Clause("absent or =", "version", 4), True, False),
    (Clause("absent or =", "nowhere", "x"), True, False),
    (Clause("=", "version", 3), False, True),
    (Clause("=", "version", 2), False, False),
    (Clause("=", "version", "3"), False, False),
    (Clause("=", "nowhere", ""), False, False),
    (Clause("<>", "maker", "bob"), True, True),
    (Clause("<>", "maker", "ann"), True, False),
    (Clause("<>", "nowhere", "ann"), True, True),
    (Clause("<", "version", 4), False, True),
    (Clause("<", "version", 10), False, True),
    (Clause("<", "version", 3), False, False),
    (Clause("<", "lease", "2026-03-02T10"), False, True),
    (Clause("<", "nowhere", 1), False, False),
]


@pytest.mark.parametrize(("clause", "holds"), [(clause, absent) for clause, absent, _ in CLAUSES])
def test_clause_where_nothing_stands(store: Store, doc: str, clause: Clause, holds: bool) -> None:
    new = Put(item(doc), (clause,))
    if holds:
        store.write([new])
        assert store.read([new.key]) == {new.key: new.item}
    else:
        assert refused(store, new) == {0: None}
        assert store.read([new.key]) == {}


@pytest.mark.parametrize(("clause", "holds"), [(clause, there) for clause, _, there in CLAUSES])
def test_clause_on_what_stands(store: Store, doc: str, clause: Clause, holds: bool) -> None:
    old = item(doc, **STANDING)
    store.write([Put(old)])
    new = Put(item(doc, version=4), (clause,))
    if holds:
        store.write([new])
        assert store.read([new.key]) == {new.key: new.item}
    else:
        assert refused(store, new) == {0: old}
        assert store.read([new.key]) == {new.key: old}


def test_text_is_never_below_a_number(store: Store, doc: str) -> None:
    old = item(doc, **STANDING)
    store.write([Put(old)])
    assert refused(store, Put(item(doc), (Clause("<", "version", "4"),))) == {0: old}
    assert refused(store, Put(item(doc), (Clause("<", "lease", 4),))) == {0: old}


def test_all_clauses_of_a_write_must_hold(store: Store, doc: str) -> None:
    old = item(doc, version=3, state="received")
    store.write([Put(old)])
    moved = item(doc, version=4, state="validated")
    right, wrong = Clause("=", "version", 3), Clause("=", "state", "waiting")
    assert refused(store, Put(moved, (right, wrong))) == {0: old}
    assert refused(store, Put(moved, (wrong, right))) == {0: old}
    store.write([Put(moved, (right, Clause("<>", "state", "waiting")))])


def test_nothing_is_written_if_one_condition_fails(store: Store, doc: str) -> None:
    held, free = Key(f"{doc}-held", "holder#0"), Key(doc, "record", "keys")
    holder = item(held.pk, held.sk, document="inv_9")
    store.write([Put(holder)])
    writes = [
        Put(item(doc), ABSENT),
        Put(item(free.pk, free.sk), ABSENT, "keys"),
        Put(item(held.pk, held.sk, document="inv_1"), ABSENT),
    ]
    assert refused(store, *writes) == {2: holder}
    assert store.read([Key(doc, "head"), free, held]) == {held: holder}


def test_every_refusal_is_named_with_what_stood(store: Store, doc: str) -> None:
    first, third = item(doc, "a", version=1), item(doc, "c", version=7)
    store.write([Put(first), Put(third)])
    version_2 = (Clause("=", "version", 2),)
    writes: list[Write] = [
        Put(item(doc, "a"), ABSENT),
        Put(item(doc, "b"), ABSENT),
        Delete(Key(doc, "c"), version_2),
        Check(Key(doc, "d"), version_2),
    ]
    assert refused(store, *writes) == {0: first, 2: third, 3: None}


def test_delete(store: Store, doc: str) -> None:
    key, held = Key(doc, "holder#0"), item(doc, "holder#0", document="inv_1")
    store.write([Put(held)])
    assert refused(store, Delete(key, (Clause("=", "document", "inv_2"),))) == {0: held}
    store.write([Delete(key, (Clause("=", "document", "inv_1"),))])
    assert store.read([key]) == {}
    store.write([Delete(key)])


def test_check_writes_nothing(store: Store, doc: str) -> None:
    policy = item(doc, version=1)
    store.write([Put(policy)])
    told = item(doc, "event#0000000001")
    store.write([Check(Key(doc, "head"), (Clause("=", "version", 1),)), Put(told)])
    assert store.read([Key(doc, "head")]) == {Key(doc, "head"): policy}
    assert store.read([Key(doc, "event#0000000001")]) == {Key(doc, "event#0000000001"): told}


def test_no_item_is_written_twice_in_a_transaction(store: Store, doc: str) -> None:
    with not_valid():
        store.write([Put(item(doc, version=1)), Put(item(doc, version=2))])
    with not_valid():
        store.write([Put(item(doc)), Check(Key(doc, "head"), ABSENT)])
    assert store.read([Key(doc, "head")]) == {}
    store.write([Put(item(doc)), Put(item(doc), (), "keys")])


def test_one_hundred_writes_and_not_one_more(store: Store, doc: str) -> None:
    writes = [Put(item(doc, f"member#{number:06}"), ABSENT) for number in range(101)]
    with not_valid():
        store.write(writes)
    store.write(writes[:100])
    assert len(store.query(doc, "member#", limit=200).items) == 100


def test_too_large_an_item_is_not_valid(store: Store, doc: str) -> None:
    with not_valid():
        store.write([Put(item(doc, body="x" * 410_000))])
    store.write([Put(item(doc, body="x" * 399_000))])


def test_too_large_a_transaction_is_not_valid(store: Store, doc: str) -> None:
    writes = [Put(item(doc, f"member#{number}", body="x" * 390_000)) for number in range(11)]
    with not_valid():
        store.write(writes)
    assert store.query(doc, "member#").items == []


def test_an_empty_index_key_is_not_valid(store: Store, doc: str) -> None:
    with not_valid():
        store.write([Put(item(doc, gpk="", gsk="1"))])


def test_text_and_whole_numbers_come_back_as_they_were(store: Store, doc: str) -> None:
    whole = item(doc, text="", name="Ångström ☂", negative=-5, large=10**37, zero=0)
    store.write([Put(whole)])
    assert store.read([Key(doc, "head")])[Key(doc, "head")] == whole


def test_one_read_over_both_tables(store: Store, doc: str) -> None:
    here, there = Key(doc, "head"), Key(doc, "head", "keys")
    nowhere = Key(doc, "mark#nobody")
    store.write([Put(item(doc, of="ledger")), Put(item(doc, of="keys"), (), "keys")])
    found = store.read([here, there, nowhere, here])
    assert found == {here: item(doc, of="ledger"), there: item(doc, of="keys")}
    assert store.read([]) == {}


def test_more_keys_than_one_call_takes(store: Store, doc: str) -> None:
    keys = [Key(doc, f"member#{number:06}") for number in range(130)]
    for start in (0, 65):
        store.write([Put(item(key.pk, key.sk)) for key in keys[start : start + 65]])
    assert set(store.read(keys)) == set(keys)


def sort_keys(page: Page) -> list[str]:
    return [str(one["sk"]) for one in page.items]


def test_query_by_prefix_in_order(store: Store, doc: str) -> None:
    names = ["event#0000000002", "event#0000000010", "event#0000000001", "effect#post", "head"]
    store.write([Put(item(doc, name)) for name in names])
    store.write([Put(item(f"{doc}x", "event#0000000003"))])
    assert sort_keys(store.query(doc, "event#")) == [
        "event#0000000001",
        "event#0000000002",
        "event#0000000010",
    ]
    assert sort_keys(store.query(doc, "")) == sorted(names)
    assert sort_keys(store.query(doc, "event#", limit=1, newest=True)) == ["event#0000000010"]
    assert store.query(doc, "nothing").items == []


@pytest.mark.parametrize("newest", [False, True])
def test_query_page_by_page(store: Store, doc: str, newest: bool) -> None:
    names = [f"event#{number:010}" for number in range(7)]
    store.write([Put(item(doc, name)) for name in [*names, "event", "evenu"]])
    seen: list[str] = []
    after = ""
    for _ in range(5):
        page = store.query(doc, "event#", after=after, limit=3, newest=newest)
        assert len(page.items) <= 3
        seen, after = seen + sort_keys(page), page.after
        if not after:
            break
    assert after == ""
    assert seen == (names[::-1] if newest else names)


@pytest.mark.parametrize(
    "garbage", ["x", "!", "e30", "WyJhIiwiYiJd", "WzFd", "WyIiXQ", "é", "W1td"]
)
def test_a_cursor_that_is_not_ours(store: Store, doc: str, garbage: str) -> None:
    with pytest.raises(Invalid):
        store.query(doc, "event#", after=garbage)
    with pytest.raises(Invalid):
        store.index(doc, after=garbage)


def test_a_cursor_of_another_list(store: Store, doc: str) -> None:
    store.write([Put(item(doc, "mark#1")), Put(item(doc, "mark#2"))])
    cursor = store.query(doc, "mark#", limit=1).after
    assert cursor
    with pytest.raises(Invalid):
        store.query(doc, "event#", after=cursor)


def test_the_index_is_sparse(store: Store, doc: str) -> None:
    key, listed = Key(doc, "head"), {"gpk": f"{doc}#due", "gsk": "2026-03-02#inv_1"}
    store.write([Put(item(doc, version=1))])
    assert store.index(f"{doc}#due").items == []
    store.write([Put(item(doc, version=2, **listed))])
    assert store.index(f"{doc}#due").items == [item(doc, **listed)]
    store.write([Put(item(doc, version=3, **listed | {"gpk": f"{doc}#done"}))])
    assert store.index(f"{doc}#due").items == []
    assert len(store.index(f"{doc}#done").items) == 1
    store.write([Put(item(doc, version=4))])
    assert store.index(f"{doc}#done").items == []
    store.write([Put(item(doc, version=5, **listed))])
    store.write([Delete(key)])
    assert store.index(f"{doc}#due").items == []


def test_the_index_up_to_a_moment(store: Store, doc: str) -> None:
    due = [f"2026-03-0{day}" for day in (3, 1, 2)]
    store.write([Put(item(f"{doc}{day}", gpk=doc, gsk=day)) for day in due])
    page = store.index(doc, upto="2026-03-02")
    assert [one["gsk"] for one in page.items] == ["2026-03-01", "2026-03-02"]
    assert store.index(doc, upto="2026-02").items == []


def test_the_index_page_by_page(store: Store, doc: str) -> None:
    """Also where many items have the same sort key."""
    heads = [item(f"{doc}{number}", gpk=doc, gsk=f"{number // 4}") for number in range(9)]
    store.write([Put(head) for head in heads])
    seen: list[Item] = []
    after = ""
    for _ in range(6):
        page = store.index(doc, after=after, limit=2)
        assert len(page.items) <= 2
        seen, after = seen + page.items, page.after
        if not after:
            break
    assert after == ""
    assert sorted(str(one["pk"]) for one in seen) == sorted(str(one["pk"]) for one in heads)
    assert [one["gsk"] for one in seen] == sorted(str(one["gsk"]) for one in heads)


def test_the_ledger_is_one_table_and_was_not_restored(store: Store) -> None:
    origin = store.origin()
    assert origin.identity
    assert (store.origin(), origin.restored_to) == (origin, "")


def test_scan_finds_all_under_a_prefix(store: Store, doc: str) -> None:
    told = {f"{doc}{number}" for number in range(5)}
    store.write([Put(item(pk, "scanned#1")) for pk in told] + [Put(item(doc, "head"))])
    found: set[str] = set()
    after = ""
    for _ in range(2000):
        page = store.scan("scanned#", after=after, limit=3)
        assert len(page.items) <= 3
        found |= {str(one["pk"]) for one in page.items}
        after = page.after
        if not after:
            break
    assert found == told


def test_objects(store: Store, doc: str) -> None:
    store.put_object(f"{doc}/a", b"first")
    assert store.get_object(f"{doc}/a") == b"first"
    store.put_object(f"{doc}/a", b"")
    assert store.get_object(f"{doc}/a") == b""
    with pytest.raises(Missing):
        store.get_object(f"{doc}/b")


def test_object_versions(store: Store, engine: Engine, doc: str) -> None:
    name = f"{doc}/a"
    store.put_object(name, b"first")
    store.put_object(name, b"second")
    first, second = engine.versions(name)
    assert store.get_object(name, version=first) == b"first"
    assert store.get_object(name, version=second) == b"second"
    with pytest.raises(Missing):
        store.get_object(name, version="00000000-0000-4000-8000-000000000000")


def test_an_object_above_the_limit(store: Store, doc: str) -> None:
    store.put_object(f"{doc}/a", b"12345")
    assert store.get_object(f"{doc}/a", limit=5) == b"12345"
    with pytest.raises(Invalid) as refusal:
        store.get_object(f"{doc}/a", limit=4)
    assert refusal.value.http_status == 413


def test_a_message_is_hidden_while_it_is_in_flight(ports: Ports, engine: Engine) -> None:
    ports.queue.send("validate_invoice", "{}")
    (taken,) = engine.receive("validate_invoice")
    assert taken.body == "{}"
    assert engine.receive("validate_invoice") == []
    ports.queue.postpone("validate_invoice", taken.receipt, 600)
    assert engine.receive("validate_invoice") == []
    ports.queue.postpone("validate_invoice", taken.receipt, 0)
    (again,) = engine.receive("validate_invoice")
    assert again.body == "{}"


def test_postponing_what_is_not_in_flight_is_no_fault(ports: Ports, engine: Engine) -> None:
    ports.queue.send("post_invoice", "late")
    (taken,) = engine.receive("post_invoice")
    ports.queue.postpone("post_invoice", taken.receipt, 0)
    ports.queue.postpone("post_invoice", taken.receipt, 10)


def test_a_message_sent_twice_comes_twice(ports: Ports, engine: Engine) -> None:
    for _ in range(2):
        ports.queue.send("post_invoice", "the same")
    taken = [one for one in engine.receive("post_invoice") if one.body == "the same"]
    assert len({one.receipt for one in taken}) == 2


def test_each_delivery_has_a_receipt_of_its_own(ports: Ports, engine: Engine) -> None:
    ports.queue.send("validate_invoice", "again")
    (first,) = [one for one in engine.receive("validate_invoice") if one.body == "again"]
    ports.queue.postpone("validate_invoice", first.receipt, 0)
    (second,) = [one for one in engine.receive("validate_invoice") if one.body == "again"]
    assert first.receipt != second.receipt


def test_a_delayed_message_is_not_seen_yet(ports: Ports, engine: Engine) -> None:
    ports.queue.send("validate_invoice", "later", delay_seconds=900)
    assert "later" not in [one.body for one in engine.receive("validate_invoice")]


def test_no_delay_above_fifteen_minutes(ports: Ports) -> None:
    with not_valid():
        ports.queue.send("validate_invoice", "never", delay_seconds=901)


def test_a_message_becomes_a_dead_letter_after_five_receives(ports: Ports, engine: Engine) -> None:
    ports.queue.send("post_invoice", "poison")
    received = 0
    for _ in range(8):
        for taken in engine.receive("post_invoice"):
            received += taken.body == "poison"
            ports.queue.postpone("post_invoice", taken.receipt, 0)
    assert received == 5
    assert "poison" in engine.dead("post_invoice")


def test_the_bus_delivers(ports: Ports, engine: Engine) -> None:
    entry = {"source": "tieout.test", "type": "InvoiceReceived.v1", "detail": '{"id": "inv_1@1"}'}
    assert ports.bus.publish([entry]) == []
    assert engine.heard() == [entry]


def test_an_event_published_twice_is_delivered_twice(ports: Ports, engine: Engine) -> None:
    entry = {"source": "tieout.test", "type": "InvoiceReceived.v1", "detail": '{"id": "inv_2@1"}'}
    engine.heard()
    for _ in range(2):
        assert ports.bus.publish([entry]) == []
    assert [*engine.heard(), *engine.heard()] == [entry, entry]


def test_a_write_is_seen_at_once_by_every_way_to_read(store: Store, doc: str) -> None:
    for version in (1, 2, 3):
        store.write([Put(item(doc, version=version, gpk=f"{doc}#list", gsk="a"))])
        assert store.read([Key(doc, "head")])[Key(doc, "head")]["version"] == version
        assert [one["version"] for one in store.query(doc, "head").items] == [version]


def test_the_bus_takes_ten_entries(ports: Ports) -> None:
    entry = {"source": "tieout.other", "type": "InvoiceReceived.v1", "detail": "{}"}
    assert ports.bus.publish([entry] * 10) == []
    with not_valid():
        ports.bus.publish([entry] * 11)


def test_keys_of_sensitive_fields(ports: Ports) -> None:
    one, other = ports.vault.keys(), ports.vault.keys()
    assert len(one.clear) == 32
    assert one.clear != other.clear
    assert one.blind == other.blind
    assert len(one.blind) == 32
    assert ports.vault.unwrap(one.wrapped) == one.clear
    with not_valid():
        ports.vault.unwrap(b"nobody's key")


def test_a_signature_is_checked_with_the_public_key_alone(ports: Ports) -> None:
    """Two signatures of one text differ, so that what was signed must be kept."""
    first, again = ports.vault.sign(b"a seal"), ports.vault.sign(b"a seal")
    assert first.public_key == again.public_key
    for one in (first, again):
        signature = b64encode(one.signature).decode()
        assert signed("a seal", signature, one.public_key)
        assert not signed("another", signature, one.public_key)
    assert first.signature != again.signature


def test_the_audit_bucket_keeps_what_it_is_given(store: Store, doc: str) -> None:
    name = f"seals/{doc}.json"
    with pytest.raises(Missing):
        store.get_object(name, bucket="audit")
    store.put_object(name, b"{}", bucket="audit")
    store.put_object(name, b"{}", bucket="audit")
    assert store.get_object(name, bucket="audit") == b"{}"


def test_settings_of_a_partner_system(ports: Ports) -> None:
    assert ports.remote.secret(SYSTEM) == SETTINGS
    with pytest.raises(Unavailable):
        ports.remote.secret("netsuite")


def test_an_execution_is_started_once(ports: Ports, engine: Engine) -> None:
    """Also when it is over, and whatever it is told: what stands is what was said first."""
    ports.workflows.start(WORKFLOW, "inv_1-1", {"seconds": 60})
    (token,) = engine.tokens()
    ports.workflows.start(WORKFLOW, "inv_1-1", {"seconds": 60})
    ports.workflows.start(WORKFLOW, "inv_1-1", {"seconds": 90})
    assert ports.workflows.complete(token, {"event": "inv_1@2"}) is True
    engine.pause(0.5)
    ports.workflows.start(WORKFLOW, "inv_1-1", {"seconds": 60})
    assert engine.tokens() == []


def test_a_workflow_that_is_not_deployed(ports: Ports) -> None:
    with pytest.raises(Unavailable):
        ports.workflows.start("another", "inv_1-1", {})


def test_a_wait_ends_once(ports: Ports, engine: Engine) -> None:
    ports.workflows.start(WORKFLOW, "inv_2-1", {"seconds": 60})
    (token,) = engine.tokens()
    assert ports.workflows.complete(token, {}) is True
    engine.pause(0.5)
    assert ports.workflows.complete(token, {}) is False


def test_a_wait_that_timed_out_is_nobodys(ports: Ports, engine: Engine) -> None:
    ports.workflows.start(WORKFLOW, "inv_3-1", {"seconds": 1})
    (token,) = engine.tokens()
    engine.pause(2)
    assert ports.workflows.complete(token, {}) is False


def test_a_token_that_nobody_knows(ports: Ports) -> None:
    assert ports.workflows.complete("no token of ours", {}) is False
