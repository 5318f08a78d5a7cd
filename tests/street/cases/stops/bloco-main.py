# A main block below the answer reads arguments that are not there.
# like: certa-tupla
# %% in q1_self_attention, below
def main():
    import sys
    n = int(sys.argv[5])
    print(self_attention(np.eye(n), np.eye(n), np.eye(n), np.eye(n)))

if __name__ == "__main__":
    main()
