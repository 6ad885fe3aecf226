"""Work that is done once for a key, however often it is requested: Powertools' idempotency in the state table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyAlreadyInProgressError
from aws_lambda_powertools.utilities.typing import LambdaContext

from wirewatch.errors import WorkInProgressError


class OnceRunner:
    """Runs actions, each once for its key.

    Args:
        table: the state table.
        prefix: of the rows' keys.
        days: for which a key is remembered.
    """

    def __init__(self, table: str, prefix: str, days: int) -> None:
        self._config = IdempotencyConfig(
            event_key_jmespath="key",
            raise_on_no_idempotency_key=True,
            expires_after_seconds=days * 86_400,
            hash_function="sha256",
        )

        self._records = DynamoDBPersistenceLayer(table_name=table, key_attr="pk", expiry_attr="expires_at")

        @idempotent_function(  # type: ignore[untyped-decorator]
            data_keyword_argument="identity",
            config=self._config,
            persistence_store=self._records,
            key_prefix=prefix,
        )
        def run(*, identity: dict[str, Any], action: Callable[[], None]) -> dict[str, str]:
            action()
            return {"key": str(identity["key"])}

        self._run = run

    def begin(self, context: LambdaContext) -> None:
        """Register a run: where Lambda cuts it off, its claims are void by then."""
        self._config.register_lambda_context(context)

    def __call__(self, key: str, action: Callable[[], None]) -> None:
        """Run the action unless it was run for this key before.

        Raises:
            WorkInProgressError: another run is at it.
        """
        try:
            self._run(identity={"key": key}, action=action)
        except IdempotencyAlreadyInProgressError as error:
            raise WorkInProgressError(f"{key} is being worked on") from error

    def forget(self, key: str) -> None:
        """Have an action run for this key again. To be called while the action for another key runs."""
        self._records.delete_record({"key": key}, WorkInProgressError(key))
