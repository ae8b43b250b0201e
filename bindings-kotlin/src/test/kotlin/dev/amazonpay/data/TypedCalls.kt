package dev.amazonpay.data

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import dev.amazonpay.AmazonPayException
import dev.amazonpay.CallOptions
import dev.amazonpay.jvm.BlockingAmazonPay
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Method

/** Calls the typed method of an operation's name: nothing is listed here. */
internal class TypedCalls(private val pay: BlockingAmazonPay) {
    /** The method that takes everything: Java has further ones without what has a default. */
    fun method(operation: String): Pair<Any, Method> {
        val (resource, name) = operation.split('.').map(::plain)
        val getter = pay.javaClass.methods.first { plain(it.name) == resource && it.parameterCount == 0 }
        val methods = getter.returnType.methods.filter {
            plain(it.name) == name &&
                it.parameterTypes.lastOrNull() == CallOptions::class.java
        }
        return getter.invoke(pay) to methods.maxBy { it.parameterCount }
    }

    fun call(
        operation: String,
        path: List<String>,
        query: JsonElement?,
        body: JsonElement?,
        options: JsonObject?,
    ): Any? {
        val (resource, method) = method(operation)
        val models = method.genericParameterTypes.drop(path.size).dropLast(1)
        val given = listOfNotNull(query, body)
        val arguments = path + models.mapIndexed { index, type ->
            TypedValues.make(type, given.getOrNull(index) ?: JsonObject())
        } + options?.let { TypedValues.record(CallOptions::class.java, it) }
        return unwrapped {
            val answer = method.invoke(resource, *arguments.toTypedArray())
            // A list: its first page.
            if (answer is Iterable<*>) answer.iterator().next() else answer
        }
    }

    private fun <T> unwrapped(call: () -> T): T = try {
        call()
    } catch (error: InvocationTargetException) {
        throw error.targetException
    }
}

/** What the shared files say of an error. */
internal fun failure(error: AmazonPayException): Map<String, Any?> = with(error.details) {
    mapOf(
        "kind" to plain(error.javaClass.simpleName),
        "status" to status?.toString(),
        "reasonCode" to reasonCode,
        "requestId" to requestId,
        "advice" to advice?.let { plain(it.name) },
        "retries" to retries.toString(),
        "retryable" to isRetryable.toString(),
        "outcomeUnknown" to outcomeUnknown.toString(),
        "idempotencyKey" to idempotencyKey,
    )
}

/** As [failure] has it. */
internal fun expectedFailure(name: String, value: JsonElement): String? = when {
    value.isJsonNull -> null
    name == "kind" || name == "advice" -> plain(value.asString)
    else -> value.asString
}
