"""A mend of Scrapy's way through a proxy: a CONNECT that is dropped fails at once.

Scrapy 2.19 waits for the answer to its CONNECT without watching the connection: where the proxy
closes it unanswered, as some do for a host that refuses, nothing happens until DOWNLOAD_TIMEOUT.
A dead https portal would cost minutes a night.
"""

from __future__ import annotations

from scrapy.core.downloader.handlers import http11
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure


class WatchedTunnel(http11._TunnelingTCP4ClientEndpoint):
    """Scrapy's endpoint, which also hears that the connection was lost before the tunnel stood."""

    def requestTunnel(self, protocol: Protocol) -> Protocol:  # noqa: N802 - Scrapy's name
        """Ask the proxy for a tunnel, and fail with TunnelError where it hangs up instead."""
        lost = protocol.connectionLost

        def hung_up(reason: Failure = connectionDone) -> None:
            if not self._tunnelReadyDeferred.called:
                self._tunnelReadyDeferred.errback(
                    http11.TunnelError("the proxy closed the connection instead of answering")
                )
            lost(reason)

        protocol.connectionLost = hung_up  # type: ignore[method-assign]
        return super().requestTunnel(protocol)


def install() -> None:
    """Let Scrapy's HTTP handler use the watched endpoint."""
    http11._TunnelingTCP4ClientEndpoint = WatchedTunnel  # type: ignore[misc]
