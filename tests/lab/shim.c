/* Lets an IKE daemon keep its books on a kernel that has no ESP.
 *
 * The kernels of containers and build machines often come without ESP. A daemon that cannot install the SA it has just
 * negotiated then refuses the peer's proposal, and the lab would see a refusal that no configuration explains. The lab
 * is about the negotiation alone, so every request that would change the kernel's SAs or policies is turned into "no
 * operation" on its way out. The kernel acknowledges that as done, under the same sequence number, and the daemon goes
 * on. Nothing that travels between the two daemons is touched.
 *
 * Loaded with LD_PRELOAD; charon sends all of its requests to the kernel with sendto(), pluto with write(). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef ssize_t sendto_function(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
typedef ssize_t write_function(int, const void *, size_t);

static int option_of(int fd, int option) {
    int value = -1;
    socklen_t size = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

/* Numbers of messages mean something else in the other families of netlink. */
static bool talks_to_xfrm(int fd) {
    return option_of(fd, SO_DOMAIN) == AF_NETLINK && option_of(fd, SO_PROTOCOL) == NETLINK_XFRM;
}

static bool changes_sa_or_policy(unsigned type) {
    switch (type) {
    case XFRM_MSG_NEWSA:
    case XFRM_MSG_UPDSA:
    case XFRM_MSG_DELSA:
    case XFRM_MSG_FLUSHSA:
    case XFRM_MSG_NEWAE:
    case XFRM_MSG_NEWPOLICY:
    case XFRM_MSG_UPDPOLICY:
    case XFRM_MSG_DELPOLICY:
    case XFRM_MSG_FLUSHPOLICY:
        return true;
    default:
        return false;
    }
}

/* Takes the effect out of the requests in a buffer. */
static void neutralise(char *requests, size_t length) {
    for (struct nlmsghdr *head = (struct nlmsghdr *)requests; NLMSG_OK(head, length); head = NLMSG_NEXT(head, length)) {
        if (changes_sa_or_policy(head->nlmsg_type)) {
            head->nlmsg_type = NLMSG_NOOP;
            head->nlmsg_flags |= NLM_F_ACK;
        }
    }
}

ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *to, socklen_t to_length) {
    sendto_function *next = (sendto_function *)dlsym(RTLD_NEXT, "sendto");
    if (!talks_to_xfrm(fd))
        return next(fd, data, length, flags, to, to_length);
    /* A copy, since the caller may send the same request again. */
    char copy[length] __attribute__((aligned(NLMSG_ALIGNTO)));
    memcpy(copy, data, length);
    neutralise(copy, length);
    return next(fd, copy, length, flags, to, to_length);
}

ssize_t write(int fd, const void *data, size_t length) {
    write_function *next = (write_function *)dlsym(RTLD_NEXT, "write");
    if (!talks_to_xfrm(fd))
        return next(fd, data, length);
    char copy[length] __attribute__((aligned(NLMSG_ALIGNTO)));
    memcpy(copy, data, length);
    neutralise(copy, length);
    return next(fd, copy, length);
}
