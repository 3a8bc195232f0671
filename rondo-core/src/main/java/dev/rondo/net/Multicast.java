package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** Multicast options of a Linux socket. Constants and layouts are those of the generic ABI. */
final class Multicast {
    private static final int IPPROTO_IP = 0;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_DROP_MEMBERSHIP = 36;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int IPV6_LEAVE_GROUP = 21;
    private static final int IPV6_MULTICAST_ALL = 29;
    private static final int MREQN_SIZE = 12; // struct ip_mreqn: group, address, index
    private static final int MREQ6_SIZE = 20; // struct ipv6_mreq: group, index

    private final Libc libc;
    private final int number;
    private final boolean is6;
    private final MemorySegment memory;

    Multicast(Libc libc, int number, boolean is6, MemorySegment memory) {
        this.libc = libc;
        this.number = number;
        this.is6 = is6;
        this.memory = memory;
    }

    /** Keeps out what comes for groups that other sockets joined, as the JDK does. */
    void onlyJoinedGroups() throws IOException {
        set(IP_MULTICAST_ALL, IPV6_MULTICAST_ALL, 0);
    }

    void timeToLive(int hops) throws IOException {
        set(IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS, hops);
    }

    void loopback(boolean on) throws IOException {
        set(IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP, on ? 1 : 0);
    }

    private void set(int option, int option6, int value) throws IOException {
        libc.option(number, is6 ? Libc.IPPROTO_IPV6 : IPPROTO_IP, is6 ? option6 : option, value);
    }

    void sendThrough(NetworkInterface through) throws IOException {
        if (is6) {
            libc.option(number, Libc.IPPROTO_IPV6, IPV6_MULTICAST_IF, through.getIndex());
        } else {
            memory.fill((byte) 0);
            memory.set(ValueLayout.JAVA_INT, 8, through.getIndex());
            libc.option(number, IPPROTO_IP, IP_MULTICAST_IF, memory, MREQN_SIZE);
        }
    }

    /** Joins or leaves a group. */
    void membership(InetAddress group, NetworkInterface on, boolean join) throws IOException {
        byte[] address = group.getAddress();
        memory.fill((byte) 0);
        MemorySegment.copy(address, 0, memory, ValueLayout.JAVA_BYTE, 0, address.length);
        if (address.length == 4) {
            memory.set(ValueLayout.JAVA_INT, 8, on.getIndex());
            int option = join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP;
            libc.option(number, IPPROTO_IP, option, memory, MREQN_SIZE);
        } else {
            memory.set(ValueLayout.JAVA_INT, 16, on.getIndex());
            int option = join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP;
            libc.option(number, Libc.IPPROTO_IPV6, option, memory, MREQ6_SIZE);
        }
    }
}
