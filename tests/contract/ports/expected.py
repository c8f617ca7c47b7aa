"""What an engine is known not to do: strict, so that a repaired engine turns the suite red."""

EXPECTED_FAILURES = {
    (
        "moto",
        "test_text_is_never_below_a_number",
    ): "moto 5.2.5 fails on a comparison of two types instead of finding it false",
    (
        "moto",
        "test_too_large_a_transaction_is_not_valid",
    ): "moto 5.2.5 does not know the limit of 4 MB",
    (
        "ministack",
        "test_a_wait_that_timed_out_is_nobodys",
    ): "MiniStack 1.5.33 reads no TimeoutSecondsPath: a wait without TimeoutSeconds lasts 27 hours",
    (
        "ministack",
        "test_no_delay_above_fifteen_minutes",
    ): "MiniStack 1.5.33 takes any delay",
}
