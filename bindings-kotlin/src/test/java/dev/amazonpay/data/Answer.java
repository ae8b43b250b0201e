package dev.amazonpay.data;

import dev.amazonpay.ResponseMeta;

/** What a call gave: the object, what is known of the exchange, and the text of both together. */
public record Answer(Object value, ResponseMeta meta, String text) {}
