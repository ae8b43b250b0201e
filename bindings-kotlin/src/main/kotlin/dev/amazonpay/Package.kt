package dev.amazonpay

/** Tells the library which package has loaded it, and what that runs on; every request says so. */
internal fun identifyPackage() =
    setPackage("amazonpay-kotlin", "Kotlin/${KotlinVersion.CURRENT} Java/${System.getProperty("java.version")}")
