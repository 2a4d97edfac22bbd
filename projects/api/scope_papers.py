"""The customer's documents as PDF by the API."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from core.paper.answer import PDF, as_attachment
from projects import papers
from projects.api.scope import OrderScopedView, SowScopedView

AS_PDF = {(200, PDF): OpenApiTypes.BINARY}


class SowPdfView(SowScopedView):
    """The document."""

    @extend_schema(operation_id="projects_sow_pdf", responses=AS_PDF)
    def get(self, request, number, pk):
        """The version as the customer gets it: no cost, hours only where they are billed, every signature."""
        sow = self.sow(pk)
        return as_attachment(papers.sow_pdf(sow), papers.sow_name(sow))


class ChangeOrderPdfView(OrderScopedView):
    """The document."""

    @extend_schema(operation_id="projects_change_orders_pdf", responses=AS_PDF)
    def get(self, request, number, pk):
        """The change order as the customer gets it: no cost, hours only where they are billed, every signature."""
        order = self.order(pk)
        return as_attachment(papers.order_pdf(order), papers.order_name(order))
