"""Bad input: a clear outcome each, nothing lost, and the batch's other articles untouched."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.support.pages import dump
from tests.support.sqs_events import sqs_event

NOISE = bytes(range(256)) * 64


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n" * 50, "empty"),
        ("binary.bin", b"\x89PNG\r\n\x1a\n" + NOISE, "binary"),
        ("huge.txt", b"Estonia and Finland. " * 2_500_000, "too-large"),
    ],
)
def test_a_page_that_cannot_be_read_is_set_aside_with_its_reason(
    stack: Any, name: str, body: bytes, reason: str
) -> None:
    stack.drop(name, body)
    stack.settle()
    (message,) = stack.messages(stack["ArticlesDeadLetterQueueUrl"])
    assert message["MessageAttributes"]["reason"]["StringValue"] == reason
    assert json.loads(message["Body"])["key"] == f"inbox/{name}"
    lines = stack.log_of("ProcessArticle")
    assert any(line.get("reason") == reason and name in line.get("source", "") for line in lines)
    assert any(line.get("ArticlesRejected") for line in lines)


def test_invalid_utf_8_is_read_as_what_it_most_likely_is(stack: Any) -> None:
    inbox = stack.inbox()
    broken = dump(seed=11, names=("Estonia", "Finland")).replace(b"committee", b"caf\xe9 comm\xffittee")
    stack.drop("latin.txt", broken)
    (alert,) = stack.alerts(inbox)
    assert alert["Message"]["countries"] == ["EE", "FI"]


def test_a_language_that_the_model_does_not_know_gets_a_summary_by_its_words(stack: Any) -> None:
    inbox = stack.inbox()
    story = (
        "Η Εσθονία και η Φινλανδία συμφώνησαν την Τετάρτη να ανοίξουν ξανά τη χειμερινή ακτοπλοϊκή γραμμή (Estonia, "
        "Finland), η οποία είχε κλείσει πριν από δύο χρόνια λόγω του κόστους των παγοθραυστικών.\n\n"
        "Το πρώτο πλοίο θα αναχωρήσει τον Δεκέμβριο, είπε ο υπουργός μεταφορών σε δημοσιογράφους στην πρωτεύουσα, "
        "ενώ τα εισιτήρια θα διατεθούν έναν μήνα νωρίτερα. Estonia και Finland θα μοιραστούν τα έξοδα.\n\n"
        "Οι μεταφορείς χαιρέτισαν την απόφαση, αλλά ζήτησαν εγγυήσεις ότι τα πλοία θα ταξιδεύουν για τουλάχιστον "
        "τρεις χειμώνες, επειδή πολλοί αγόρασαν φορτηγά για μια γραμμή που έκλεισε ξανά στο παρελθόν.\n"
    )
    stack.drop("greek.txt", f"Νέα γραμμή για Estonia και Finland\n\n{story}".encode())
    (alert,) = stack.alerts(inbox)
    assert alert["Message"]["summary"]["kind"] == "extractive"
    assert alert["Message"]["summary"]["sentences"][0].startswith("Η Εσθονία και η Φινλανδία")
    assert all(sentence in story for sentence in alert["Message"]["summary"]["sentences"])


def test_a_page_that_is_gone_is_set_aside(stack: Any) -> None:
    stack.sqs.send_message(QueueUrl=stack["ArticlesQueueUrl"], MessageBody=stack.event("never-was.txt"))
    stack.settle()
    (message,) = stack.messages(stack["ArticlesDeadLetterQueueUrl"])
    assert message["MessageAttributes"]["reason"]["StringValue"] == "gone"


def test_the_rest_of_a_batch_goes_its_way(stack: Any) -> None:
    inbox = stack.inbox()
    good = dump(seed=12, names=("Chile", "Peru"))
    # They come to the function in one batch, by hand.
    with stack.paused("ProcessArticle"):
        for name, body in (("a.txt", b""), ("b.txt", good), ("c.gz", gzip.compress(NOISE)[:40])):
            stack.drop(f"batch/{name}", body)
        stack.sqs.purge_queue(QueueUrl=stack["ArticlesQueueUrl"])
    bodies = [stack.event(f"batch/{name}") for name in ("a.txt", "b.txt", "c.gz")]
    bodies.append("{not json")
    bodies.append(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "x"}))
    answer = stack.invoke("ProcessArticle", sqs_event(*bodies))
    # Only what may succeed another time, or nobody can understand, is reported as failed, to come again.
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m3"}]}
    (alert,) = stack.alerts(inbox)
    assert alert["Message"]["article"]["source"].endswith("batch/b.txt")
    reasons = {
        message["MessageAttributes"]["reason"]["StringValue"]
        for message in stack.messages(stack["ArticlesDeadLetterQueueUrl"])
    }
    assert reasons == {"empty", "broken"}


def test_a_hit_that_nobody_understands_comes_again_until_it_is_a_dead_letter(stack: Any) -> None:
    failed = {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m1"}]}
    assert stack.invoke("SendAlert", sqs_event("{}", '{"key": "articles/none.json", "entries": []}')) == failed
    queue = stack.sqs.get_queue_attributes(QueueUrl=stack["AlertRequestsQueueUrl"], AttributeNames=["RedrivePolicy"])
    policy = json.loads(queue["Attributes"]["RedrivePolicy"])
    assert policy["deadLetterTargetArn"].endswith(stack["AlertRequestsDeadLetterQueueUrl"].rsplit("/", 1)[1])
