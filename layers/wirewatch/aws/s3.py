"""What lies in buckets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from wirewatch.aws.clients import client
from wirewatch.errors import ObjectUnavailableError

if TYPE_CHECKING:
    from wirewatch.documents.reader import Stream


def parse_s3_uri(address: str) -> tuple[str, str]:
    """Bucket and prefix that ``s3://bucket/prefix/`` names.

    Raises:
        ValueError: it names none.
    """
    scheme, _, rest = address.partition("://")
    bucket, _, prefix = rest.partition("/")
    if scheme != "s3" or not bucket or not prefix.endswith("/"):
        raise ValueError(f"{address!r} is no place in S3; write it as s3://bucket/prefix/")
    return bucket, prefix


class Bucket:
    """A bucket, read and written by key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, key: str, limit: int) -> bytes:
        """The object's bytes, of which there may be ``limit`` at the most.

        Raises:
            ObjectUnavailableError: the object is larger, or is not there (any more).
        """
        try:
            answer = client("s3").get_object(Bucket=self.name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise ObjectUnavailableError(
                    "gone", f"s3://{self.name}/{key} is not there any more; if it should be, upload it again"
                ) from error
            raise
        body = answer["Body"]
        if answer["ContentLength"] > limit:
            body.close()
            raise ObjectUnavailableError(
                "too-large",
                f"s3://{self.name}/{key} has {answer['ContentLength']:,} bytes and {limit:,} are allowed; "
                "split it and upload the parts",
            )
        return body.read()

    def open(self, key: str, offset: int = 0) -> Stream:
        """The object as a stream from a byte on.

        Raises:
            ObjectUnavailableError: the object is not there (any more), or ends before ``offset``.
        """
        try:
            part = {"Range": f"bytes={offset}-"} if offset else {}
            return client("s3").get_object(Bucket=self.name, Key=key, **part)["Body"]  # type: ignore[arg-type]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404", "InvalidRange", "416"}:
                raise ObjectUnavailableError(
                    "gone", f"s3://{self.name}/{key} is not there any more; if it should be, upload it again"
                ) from error
            raise

    def write(self, key: str, data: bytes, content_type: str = "application/json") -> None:
        """Store an object."""
        client("s3").put_object(Bucket=self.name, Key=key, Body=data, ContentType=content_type)

    def write_if_absent(self, key: str, data: bytes) -> bool:
        """Store an object unless there is one; whether it was stored. Of several at once one succeeds."""
        try:
            client("s3").put_object(Bucket=self.name, Key=key, Body=data, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"PreconditionFailed", "412", "ConditionalRequestConflict"}:
                raise
            return False
        return True

    def link(self, key: str, seconds: int) -> str:
        """An address by which whoever has it can read the object, for so long at the most."""
        return str(
            client("s3").generate_presigned_url(
                "get_object", Params={"Bucket": self.name, "Key": key}, ExpiresIn=seconds
            )
        )

    def etags(self, prefix: str) -> dict[str, str]:
        """The keys below a prefix, folders excluded, each with its ETag."""
        return dict(self._etags(prefix))

    def changed_since(self, prefix: str, moment: datetime) -> Iterator[str]:
        """The keys below a prefix that were written at a moment or later."""
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        for page in pages:
            for item in page.get("Contents", []):
                if item["LastModified"] >= moment:
                    yield item["Key"]

    def _etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        for page in pages:
            for item in page.get("Contents", []):
                if not item["Key"].endswith("/"):
                    yield item["Key"], item["ETag"]

    def download(self, key: str, path: Path) -> None:
        """Write the object to ``path``, piece by piece.

        Raises:
            ObjectUnavailableError: the object is not there.
        """
        stream = self.open(key)
        with path.open("wb") as file:
            while chunk := stream.read(1 << 20):
                file.write(chunk)

    def download_if_changed(self, key: str, path: Path, etag: str | None) -> str | None:
        """Write the object to ``path`` unless its ETag is still ``etag``; its ETag, or None where there is none.

        The file is replaced in one step: a reader that has the old one open keeps it whole.
        """
        try:
            condition = {"IfNoneMatch": etag} if etag else {}
            answer = client("s3").get_object(Bucket=self.name, Key=key, **condition)  # type: ignore[arg-type]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in {"304", "NotModified"}:
                return etag
            if code in {"NoSuchKey", "404"}:
                return None
            raise
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                for chunk in answer["Body"].iter_chunks(1 << 20):
                    file.write(chunk)
            part.replace(path)
        finally:
            # Half a file would take the room that the next try needs.
            part.unlink(missing_ok=True)
        return answer["ETag"]


def open_object(bucket: str, key: str, offset: int = 0) -> Stream:
    """An object of any bucket as a stream from a byte on; raises as ``Bucket.open``."""
    return Bucket(bucket).open(key, offset)
