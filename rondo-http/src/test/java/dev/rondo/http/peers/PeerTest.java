package dev.rondo.http.peers;

import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test against a program that is not ours: real sockets, real time. Nothing may be left behind
 * here either; that a busy machine holds the loop is no fault.
 */
@RondoTest(time = Time.REAL, deadlineSeconds = 120, allow = Finding.BLOCKED_LOOP)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface PeerTest {}
