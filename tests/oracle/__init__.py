"""EN 16931 held against its official validation artefacts: cases, their recorded answers, ours."""
