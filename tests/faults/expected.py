"""What a scenario must have come to, whatever failed in it."""

import json

from tests.faults.acts import MEMBERS
from tests.faults.invariants import require
from tests.faults.rig import Rig


def all_posted(rig: Rig, count: int = 1) -> None:
    """Every invoice is posted."""
    states = sorted(rig.states().values())
    require(states == ["posted"] * count, f"I1 {states}")


def posted_or_rejected(rig: Rig) -> None:
    """A rejection in time is as good."""
    states = list(rig.states().values())
    require(states in (["posted"], ["rejected"]), f"I1 {states}")


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


def waited(rig: Rig) -> None:
    """Posted in the end; its case is closed, and nobody waits."""
    all_posted(rig)
    cases = set(rig.states("case").values())
    require(cases <= {"resolved"}, f"I14 the case is {cases}")
    require(not rig.items("wait#"), "I14 nobody waits")


def one_of_two(rig: Rig) -> None:
    """One is posted, the other is a case."""
    states = sorted(rig.states().values())
    require(states == ["on_exception", "posted"], f"I1 {states}")
    require(list(rig.states("case").values()) == ["open"], "a case says so")
    require(len(rig.items("holder#")) == 1, "one holder")


def many_posted(rig: Rig) -> None:
    """All of several are posted."""
    all_posted(rig, MEMBERS)


def approved_once(rig: Rig) -> None:
    """There is one such policy."""
    heads = [item for item in rig.items("head") if "#policy#validation#" in str(item["pk"])]
    require(len(heads) == 1, "one policy")


def forgery_denied(rig: Rig) -> None:
    """The true event was decided, the false ones are recorded denials."""
    all_posted(rig)
    denied = [i for i in rig.world.store.tables["ledger"].items if "#denial#" in i[0]]
    require(denied, "a forged event is denied, and that is recorded")
