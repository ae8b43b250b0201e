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
        // One name in three languages is one spelling in each.
        if (operation != operation.lowercase()) throw NotOfTheType("no method has the name $operation")
        val (resource, name) = operation.split('.').map(::plain)
        val getter = pay.javaClass.methods.first { plain(it.name) == resource && it.parameterCount == 0 }
        val methods = getter.returnType.methods.filter {
            plain(it.name) == name &&
                it.parameterTypes.lastOrNull() == CallOptions::class.java
        }
        val method = methods.maxByOrNull { it.parameterCount }
        return getter.invoke(pay) to (method ?: throw NotOfTheType("no method has the name $operation"))
    }

    fun call(
        operation: String,
        path: List<String>,
        query: JsonElement?,
        body: JsonElement?,
        options: JsonObject?,
    ): Any? {
        val (resource, method) = method(operation)
        val parameters = method.parameterTypes.count { it == String::class.java }
        if (path.size != parameters) throw NotOfTheType("$operation takes $parameters parameters of a path")
        val models = method.genericParameterTypes.drop(path.size).dropLast(1)
        val given = listOfNotNull(query, body)
        if (given.size > models.size) throw NotOfTheType("$operation takes no request")
        return unwrapped {
            val arguments = path + models.mapIndexed { index, type ->
                TypedValues.make(type, given.getOrNull(index) ?: JsonObject())
            } + options?.let { TypedValues.record(CallOptions::class.java, it) }
            val answer = method.invoke(resource, *arguments.toTypedArray())
            // A list: its first page.
            if (answer is Iterable<*>) answer.iterator().next() else answer
        }
    }
}

/** What reflection calls, with the exceptions that it throws. */
internal fun <T> unwrapped(call: () -> T): T = try {
    call()
} catch (error: InvocationTargetException) {
    throw error.targetException
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
        "refusal" to refusal?.let { plain(it.name) },
        "retryAfterSeconds" to retryAfter?.seconds?.toString(),
    )
}

/** As [failure] has it. */
internal fun expectedFailure(name: String, value: JsonElement): String? = when {
    value.isJsonNull -> null
    name == "kind" || name == "advice" -> plain(value.asString)
    else -> value.asString
}
