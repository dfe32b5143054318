"""The room's entry for Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linli.cases"
    label = "cases"

    def ready(self) -> None:
        """Refuse to start on a table of moves that has holes."""
        from linli.cases.rules import FLOWS, check_flow

        faults = [f"flow {flow.version}: {fault}" for flow in FLOWS.values() for fault in check_flow(flow)]
        if faults:
            raise RuntimeError("; ".join(faults))
