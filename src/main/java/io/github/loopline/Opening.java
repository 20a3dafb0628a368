package io.github.loopline;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one spec opens against: its owner, who closes again what this spec had opened, and nothing that others opened in the
 * meantime, if the spec fails half-way.
 */
final class Opening implements Scope {

    private final Owner owner;
    private volatile @Nullable List<AutoCloseable> opened = new ArrayList<>(1); // null once it is over

    Opening(Owner owner) {
        this.owner = owner;
    }

    void succeed() {
        opened = null;
    }

    void fail(Throwable reason) {
        List<AutoCloseable> all = Objects.requireNonNull(opened);
        opened = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            Throwable failure = owner.closeNow(all.get(i));
            if (failure != null) {
                reason.addSuppressed(failure);
            }
        }
    }

    @Override
    public <C extends AutoCloseable> C own(C fixture) {
        owner.own(fixture);
        List<AutoCloseable> all = opened;
        if (all != null) {
            all.add(fixture);
        }
        return fixture;
    }

    @Override
    public EventLog log() {
        return owner.log();
    }

    @Override
    public Options defaults() {
        return owner.defaults();
    }

    @Override
    public Draws draws() {
        return owner.draws();
    }

    @Override
    public int nextOrdinal() {
        return owner.nextOrdinal();
    }

    @Override
    public void connecting(SocketAddress address) {
        owner.attendant().connecting(address);
    }

    @Override
    public void sending(SocketAddress address) {
        owner.attendant().sending(address);
    }

    @Override
    public void owe(Duty duty) {
        owner.works().owe(duty);
    }

    @Override
    public void acquit(Duty duty) {
        owner.works().acquit(duty);
    }

    @Override
    public void run(Track track, UserCode code) {
        owner.run(track, code);
    }
}
