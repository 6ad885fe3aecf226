"""One client for each service, made when it is first used."""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

AWS_ERRORS = (BotoCoreError, ClientError)
"""What any call to AWS may raise."""
# Standard retries back off with jitter; the short connect timeout keeps a lost endpoint from eating a function's time.
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 4}, connect_timeout=5, read_timeout=20)
# Addresses that are signed for readers too: by themselves they would have a signature that buckets made since 2020 reject.
_S3 = _CONFIG.merge(Config(signature_version="s3v4"))
# What was published is not published again where only the answer was lost: see Sender.
_ONE_TRY = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=5, read_timeout=20)


@overload
def client(service: Literal["cloudformation"]) -> CloudFormationClient: ...
@overload
def client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def client(service: Literal["s3"]) -> S3Client: ...
@overload
def client(service: Literal["secretsmanager"]) -> SecretsManagerClient: ...
@overload
def client(service: Literal["sns"]) -> SNSClient: ...
@overload
def client(service: Literal["sqs"]) -> SQSClient: ...
@overload
def client(service: Literal["scheduler", "logs"]) -> Any: ...
def client(service: Any) -> Any:
    """The service's client."""
    return made(service)


@functools.cache
def made(service: Any) -> Any:
    """The service's client, without its type; ``cache_clear`` forgets all of them."""
    return boto3.client(service, config={"s3": _S3, "sns": _ONE_TRY}.get(service, _CONFIG))


def create_clients(*services: str) -> None:
    """Make clients before they are needed, as a function starts; no connection is opened.

    A start may be one of many from one snapshot (SnapStart): they would all wait the same random times before they try a
    call again, so each is given random numbers of its own.
    """
    for service in services:
        made(service)
    try:
        from snapshot_restore_py import register_after_restore  # type: ignore[import-not-found]  # the runtime has it
    except ImportError:
        return
    register_after_restore(random.seed)
