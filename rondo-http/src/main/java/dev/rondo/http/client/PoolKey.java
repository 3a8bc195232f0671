package dev.rondo.http.client;

import dev.rondo.http.Url;
import org.jspecify.annotations.Nullable;

/**
 * What connections must have in common to serve the same requests: where they go, through which
 * proxy, and how they are made.
 *
 * @param tunnelled whether a proxy is only a tunnel; else requests are sent to the proxy itself,
 *     and secure, host and port are the proxy's
 */
record PoolKey(
        boolean secure,
        String host,
        int port,
        @Nullable Proxy proxy,
        boolean tunnelled,
        Connector connector) {
    static PoolKey of(Url url, @Nullable Proxy proxy, boolean upgrades, Connector connector) {
        boolean tunnelled =
                proxy != null
                        && (url.isSecure() || upgrades || proxy.kind() == Proxy.Kind.SOCKS5);
        if (proxy != null && !tunnelled) {
            Url place = proxy.url();
            return new PoolKey(
                    place.isSecure(), place.host(), place.port(), proxy, false, connector);
        }
        return new PoolKey(
                url.isSecure(), url.host(), url.port(), proxy, tunnelled, connector);
    }

    /** Returns whether requests need the whole URL and the proxy's fields. */
    boolean speaksToProxy() {
        return proxy != null && !tunnelled;
    }

    String origin() {
        String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (secure ? "https://" : "http://")
                + bracketed
                + ":"
                + port
                + (tunnelled ? " by " + proxy : "");
    }

    /** The connector's is left out: few clients share a pool. */
    @Override
    public int hashCode() {
        return host.hashCode() * 31 + port * 2 + (secure ? 1 : 0);
    }
}
