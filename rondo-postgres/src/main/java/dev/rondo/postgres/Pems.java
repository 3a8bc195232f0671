package dev.rondo.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What PEM files hold, between lines such as {@code -----BEGIN CERTIFICATE-----}. */
final class Pems {
    /**
     * A part of a file.
     *
     * @param label what it says to be
     * @param content its bytes, in DER
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String label, byte[] content) {}

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Pems() {}

    /**
     * Returns the parts of a file, in order; text between them is passed over.
     *
     * @throws IllegalArgumentException if one has no end, or is no Base64
     */
    static List<Block> blocks(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            int end = text.indexOf("-----END " + label + DASHES, at);
            if (labelEnd < 0 || end < 0) {
                throw new IllegalArgumentException(
                        file + " is damaged: a " + label + " has no end");
            }
            String body = text.substring(labelEnd + DASHES.length(), end);
            if (body.indexOf(':') >= 0) {
                blocks.add(new Block("old and encrypted " + label, new byte[0]));
            } else {
                blocks.add(new Block(label, decode(body, file)));
            }
        }
        return blocks;
    }

    private static byte[] decode(String body, Path file) {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the certificates of a file, at least one.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().endsWith("CERTIFICATE")) {
                certificates.add(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(
                                                new ByteArrayInputStream(block.content())));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("There is no certificate in " + file);
        }
        return certificates;
    }

    /** Returns the lists of revoked certificates of a file, which may also be one in DER. */
    static List<CRL> revocations(Path file) throws IOException, GeneralSecurityException {
        List<CRL> lists = new ArrayList<>();
        List<Block> blocks = blocks(file);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        if (blocks.isEmpty()) {
            lists.add(factory.generateCRL(new ByteArrayInputStream(Files.readAllBytes(file))));
        }
        for (Block block : blocks) {
            if (block.label().equals("X509 CRL")) {
                lists.add(factory.generateCRL(new ByteArrayInputStream(block.content())));
            }
        }
        return lists;
    }
}
