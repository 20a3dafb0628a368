package io.github.loopline.examples.wire;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A row of a database, read with PgJDBC. */
public final class PostgresRow {

    private PostgresRow() {}

    public static String read(Place place) throws SQLException {
        var seconds = String.valueOf(Math.max(1, TimeUnit.MILLISECONDS.toSeconds(place.millis())));
        var settings = new Properties();
        settings.setProperty("user", "ada");
        settings.setProperty("sslmode", "disable");
        settings.setProperty("gssEncMode", "disable");
        settings.setProperty("preferQueryMode", "simple");
        settings.setProperty("assumeMinServerVersion", "16");
        settings.setProperty("connectTimeout", seconds);
        settings.setProperty("socketTimeout", seconds);
        try (var database = DriverManager.getConnection(
                        "jdbc:postgresql://" + place.host() + ":" + place.port() + "/x", settings);
                var statement = database.createStatement();
                var rows = statement.executeQuery("select name")) {
            if (!rows.next()) {
                throw new SQLException("no row");
            }
            return rows.getString(1);
        }
    }
}
