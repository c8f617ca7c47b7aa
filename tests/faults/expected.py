"""What a scenario must have come to, whatever failed in it."""

import json

from tests.faults.acts import MEMBERS
from tests.faults.invariants import require
from tests.faults.rig import Rig


def all_posted(rig: Rig, count: int = 1) -> None:
    """Every invoice is posted."""
    states = sorted(rig.states().values())
    require(states == ["posted"] * count, f"I1 {states}")


def two_posted(rig: Rig) -> None:
    """Both are posted, each as its own."""
    all_posted(rig, count=2)


def posted_or_rejected(rig: Rig) -> None:
    """A rejection in time is as good."""
    states = list(rig.states().values())
    require(states in (["posted"], ["rejected"]), f"I1 {states}")


def posted_or_stopped(rig: Rig) -> None:
    """Refused, with a case that says so; unless a fault brought a second attempt that was not."""
    states = list(rig.states().values())
    require(states in (["posted"], ["on_exception"]), f"I1 {states}")
    cases = rig.cases()
    require(cases == (["open"] if states == ["on_exception"] else []), f"its cases are {cases}")


def file_posted(rig: Rig) -> None:
    """Each of its invoices once; every arrival of it acknowledged."""
    all_posted(rig, MEMBERS)
    require(list(rig.states("file").values()) == ["closed"], "the file is closed")
    members = rig.items("member#")
    require(len(members) == MEMBERS, "I7 every member is claimed once")
    require({item["outcome"] for item in members} == {"accepted"}, "each was accepted")
    objects = rig.world.store.objects["intake"]
    kept = [name for name in objects if name.startswith("out/")]
    require(len(kept) == 1, "I7 acknowledged")
    told = {drop["key"] for drop in json.loads(objects[kept[0]][-1].body)["drops"]}
    dropped = {name for name in objects if name.startswith("in/")}
    require(told == dropped, f"I7 {sorted(dropped - told)} dropped and not acknowledged")


def interchange_once(rig: Rig) -> None:
    """One of the two files holds the reference, the other is refused; the sender knows both."""
    states = sorted(rig.states("file").values())
    require(states == ["closed", "refused"], f"I1 one interchange in two files: {states}")
    objects = rig.world.store.objects["intake"]
    answers = {name: objects[name] for name in objects if name.endswith(".edi") and "out/" in name}
    said = sorted(kept[-1].body.decode().partition("UCI+")[2] for kept in answers.values())
    require(len(said) == len(states), "I7 each is answered in the sender's language")
    require("+4+26'" in said[0], f"I7 not refused as a duplicate: {said[0]}")
    require("+7'" in said[1], f"I7 not acknowledged: {said[1]}")
    same = all(len({kept.body for kept in answers[name]}) == 1 for name in answers)
    require(same, "I6 an acknowledgement that says otherwise the second time")


def waited(rig: Rig) -> None:
    """Posted in the end; its case is closed, and nobody waits."""
    all_posted(rig)
    cases = set(rig.cases())
    require(cases <= {"resolved"}, f"I14 the case is {cases}")
    require(not rig.items("wait#"), "I14 nobody waits")


def one_of_two(rig: Rig) -> None:
    """One is posted, the other is a case."""
    states = sorted(rig.states().values())
    require(states == ["on_exception", "posted"], f"I1 {states}")
    require(rig.cases() == ["open"], "a case says so")
    require(len(rig.items("holder#")) == 1, "one holder")


def many_posted(rig: Rig) -> None:
    """All of several are posted."""
    all_posted(rig, MEMBERS)


def announced_once(rig: Rig) -> None:
    """Posted once, whatever door was first, and both submissions are known."""
    all_posted(rig)
    require(not rig.cases(), f"I1 cases {rig.cases()}")
    known = {str(item["pk"]) for item in rig.items("received")}
    wanted = {f"acme#in#portal#{one}" for one in ("s-1", "s-2")}
    require(known == wanted, f"I6 received {sorted(known)}")


def kept_with_a_case(rig: Rig) -> None:
    """Nothing was accepted, the event is kept, and finance was told."""
    require(not rig.states(), "I1 nothing is accepted")
    require(rig.cases() == ["open"], "a case says so")
    kept = [name for name in rig.world.store.objects["documents"] if "refused/" in name]
    require(len(kept) == 1, "I1 the event is kept")


def forgery_denied(rig: Rig) -> None:
    """The true event was decided, the false ones are recorded denials."""
    all_posted(rig)
    denied = [i for i in rig.world.store.tables["ledger"].items if "#denial#" in i[0]]
    require(denied, "a forged event is denied, and that is recorded")
